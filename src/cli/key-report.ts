/** Which values depend on which master key, in words and as data. */
import { fingerprintOf } from '#lib/server/sealing/index.ts';
import type { KeyRing } from '#lib/server/shell.ts';

import { columns } from './help.ts';

interface KeyFacts {
	readonly id: string;
	readonly fingerprint: string | undefined;
	readonly standing: 'seals' | 'opens' | 'lost';
	readonly values: number;
}

/** The keys that there are, newest first, and behind them those that values need and nobody has. */
export async function keyFacts({ keys, sealed }: KeyRing): Promise<readonly KeyFacts[]> {
	const inUse = await sealed.keysInUse();
	const present = keys().map((key, at) => ({
		id: key.id,
		fingerprint: fingerprintOf(key),
		standing: at === 0 ? ('seals' as const) : ('opens' as const),
		values: inUse.get(key.id) ?? 0
	}));
	const known = new Set(present.map(({ id }) => id));
	const lost = [...inUse].filter(([id]) => !known.has(id));
	return [
		...present,
		...lost.map(([id, values]) => ({
			id,
			fingerprint: undefined,
			standing: 'lost' as const,
			values
		}))
	];
}

const WORDS = {
	seals: 'seals and opens',
	opens: 'opens only',
	lost: 'NOT AMONG YOURS'
} as const;

export function describeKeys(facts: readonly KeyFacts[]): string {
	return columns(
		facts.map(({ id, fingerprint = 'unknown', standing, values }) => [
			id,
			`${fingerprint.padEnd(19)}  ${WORDS[standing].padEnd(15)}  ${values} ${values === 1 ? 'value' : 'values'}`
		])
	);
}

const sumOf = (facts: readonly KeyFacts[], wanted: KeyFacts['standing']): number =>
	facts.filter(({ standing }) => standing === wanted).reduce((sum, { values }) => sum + values, 0);

export const underOlder = (facts: readonly KeyFacts[]): number => sumOf(facts, 'opens');
export const lostValues = (facts: readonly KeyFacts[]): number => sumOf(facts, 'lost');

export const isAnyLost = (facts: readonly KeyFacts[]): boolean =>
	facts.some(({ standing }) => standing === 'lost');
