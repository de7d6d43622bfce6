import { BLOCKLIST } from './blocklist-data.ts';
import { bloomPositions } from './bloom.ts';

let bits: Buffer | undefined;

/** Whether a case-folded string is on the list of common and breached passwords. */
export function isListed(folded: string): boolean {
	const loaded = (bits ??= Buffer.from(BLOCKLIST, 'base64'));
	return bloomPositions(folded, loaded.length * 8).every((position) => {
		const byte = loaded[position >> 3] ?? 0;
		return (byte & (1 << (position & 7))) !== 0;
	});
}
