/** Guesses at passwords and codes, against the real budgets: by strangers from everywhere, at two processes. */
import { expect } from 'vitest';

import { newPerson, type Person } from '../../support/person.ts';
import { done, type Browser } from './browser.ts';
import { openBoth, type OnStores } from './both.ts';
import type { Answer } from './http.ts';
import { appMember, outcomeOf, racing, tally, type AppMember, type Member } from './people.ts';

export const HOUR_MS = 60 * 60_000;
export const NOT = 'sign_in.not_accepted';
export const WAIT = 'throttling.wait';

let count = 0;
/** A number that no other guess of this file has. */
export const another = (): number => {
	count += 1;
	return count;
};
/** Each in a network of its own. */
export const somewhere = (): string => {
	const at = another();
	return `2001:db8:${Math.floor(at / 0xffff).toString(16)}:${(at % 0xffff).toString(16)}::1`;
};

export const waitOf = ({ headers }: Answer): number => Number(headers['retry-after']);

export const openGuessed = (): Promise<OnStores[]> =>
	openBoth({ LATCHKEY_THROTTLE_SCALE: '1', LATCHKEY_TRUSTED_PROXIES: '127.0.0.1' });

export function createGuesser({ world, other }: OnStores) {
	const { origin, server } = world;
	const processes = [...new Set([server, other])];

	const pass = async (ms: number) => {
		for (const each of processes) await each.advance(ms);
	};
	/** Each with a password of their own: that of many is one that is sprayed. */
	const person = async (): Promise<Member> => {
		const browser = world.browser();
		const one = newPerson();
		const own = { ...one, password: `${one.username} and quiet herons` };
		await done(browser.api('POST', '/accounts', own));
		return { ...browser, ...own };
	};
	const member = async (): Promise<AppMember> => {
		const one = await appMember(world, await person());
		if (other !== server) await other.advance(server.now().getTime() - other.now().getTime());
		return one;
	};

	interface How {
		readonly browser?: Browser;
		readonly address?: string;
		readonly at?: number;
	}

	/** One guess at a password, by a stranger from somewhere unless it is said. */
	const guess = (
		{ username, password }: Pick<Person, 'username' | 'password'>,
		{ browser = world.browser(), address = somewhere(), at = 0 }: How = {}
	): Promise<Answer> =>
		browser.send(
			{
				method: 'POST',
				path: '/api/v1/sign-in/password',
				headers: { origin, 'content-type': 'application/json', 'x-forwarded-for': address },
				body: JSON.stringify({ identifier: username, password })
			},
			(processes[at % processes.length] ?? server).port
		);

	/** Right passwords without the code, a few at once; how many reached the verifier. */
	const reach = async (person: Person, times: number, browser?: Browser): Promise<number> => {
		let reached = 0;
		for (let from = 0; from < times; from += 5) {
			const some = Math.min(5, times - from);
			const answers = await racing(
				(at) => guess(person, { at, ...(browser && { browser }) }),
				some
			);
			reached += tally(answers)['challenge'] ?? 0;
			expect(answers.every(({ status }) => [200, 401, 429].includes(status))).toBe(true);
		}
		return reached;
	};

	/** Wrong tries until the wait is so long that no slow machine sits it out; all that was answered before. */
	const untilLongWait = async (
		attempt: (at: number) => Promise<Answer>,
		seconds = 30
	): Promise<readonly Answer[]> => {
		const answers: Answer[] = [];
		for (let at = 0; ; at += 1) {
			const answer = await attempt(at);
			if (outcomeOf(answer) !== WAIT) answers.push(answer);
			else if (waitOf(answer) >= seconds) return answers;
			else await pass(waitOf(answer) * 1000);
		}
	};

	return { processes, pass, person, member, guess, reach, untilLongWait };
}
