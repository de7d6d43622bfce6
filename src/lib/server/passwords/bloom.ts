import { createHash } from 'node:crypto';

/** How many bits an entry sets. With 28 bits for each entry, one unlisted string in 700 000 seems listed. */
const PROBES = 20;

/** The bits of an entry in a Bloom filter of `size` bits (Kirsch and Mitzenmacher, double hashing). */
export function bloomPositions(entry: string, size: number): number[] {
	const digest = createHash('sha256').update(entry).digest();
	const first = digest.readUInt32LE(0);
	const step = digest.readUInt32LE(4);
	return Array.from({ length: PROBES }, (_, probe) => (first + probe * step) % size);
}
