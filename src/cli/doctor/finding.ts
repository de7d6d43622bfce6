/** One thing that was looked at. Judging is apart from looking, so that tests feed facts. */
export interface Finding {
	readonly check: string;
	/** `look`: it works, and somebody should know. `skipped`: it could not be looked at. */
	readonly verdict: 'fine' | 'look' | 'wrong' | 'skipped';
	readonly saw: string;
	readonly fix?: string;
}

interface Fault {
	readonly saw: string;
	readonly fix: string;
}

/** What one check finds, in its words. */
export const findingsOf = (check: string) => ({
	fine: (saw: string): Finding => ({ check, verdict: 'fine', saw }),
	skipped: (saw: string): Finding => ({ check, verdict: 'skipped', saw }),
	look: (fault: Fault): Finding => ({ check, verdict: 'look', ...fault }),
	wrong: (fault: Fault): Finding => ({ check, verdict: 'wrong', ...fault })
});

/** What could be looked at, or why not: a code, such as `ECONNREFUSED`. */
export type Looked<Facts> = { readonly facts: Facts } | { readonly failed: string };

const SIGNS = { fine: '✓', look: '!', wrong: '✗', skipped: '–' } as const;

export function tableOf(findings: readonly Finding[]): string {
	const width = Math.max(...findings.map(({ check }) => check.length));
	return findings
		.flatMap(({ check, verdict, saw, fix }) => [
			`${SIGNS[verdict]} ${check.padEnd(width)}  ${saw}`,
			...(fix === undefined ? [] : [`${' '.repeat(width + 4)}→ ${fix}`])
		])
		.join('\n');
}
