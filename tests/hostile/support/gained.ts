import { expect } from 'vitest';

import type { Answer } from './http.ts';
import { outcomeOf } from './people.ts';
import { standingOf } from './standing.ts';
import type { World } from './world.ts';

/**
 * Nothing is gained by what is sent: each answer is that outcome, gives no cookie of a session, and leaves
 * accounts, factors, invitations and sessions as they were. Counts and the audit log may know of it.
 */
export async function expectNoGain(
	world: World,
	outcome: string,
	send: () => Promise<Answer | readonly Answer[]>
): Promise<void> {
	const before = standingOf(await world.snapshot());
	const answers = [await send()].flat<(Answer | readonly Answer[])[], 1>();
	expect(answers).not.toEqual([]);
	for (const answer of answers) {
		expect(outcomeOf(answer), answer.body).toBe(outcome);
		expect(answer.status).toBeLessThan(500);
		expect(answer.cookies.join()).not.toMatch(/latchkey=[^;]/);
	}
	expect(standingOf(await world.snapshot())).toEqual(before);
}
