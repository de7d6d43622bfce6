/**
 * Guessing, against the real budgets. NIST SP 800-63B §3.2.2; ASVS 5.0 6.1.1, 6.3.1; docs/decisions/0015.
 *
 * Whether a verifier is reached shows from outside where the guess is right and more has to be proven: then a
 * challenge comes, and the guess stays on the account's count all the same.
 */
import { describe, expect, test } from 'vitest';

import { newPerson, type Person } from '../support/person.ts';
import type { ServerProcess } from '../support/server-process.ts';
import { done, signIn, type Browser } from './support/browser.ts';
import { json, type Answer } from './support/http.ts';
import {
	addPasskey,
	answerTo,
	appMember,
	authenticatorOf,
	challengeOf,
	outcomeOf,
	passkeySignIn,
	racing,
	tally,
	type AppMember,
	type Member
} from './support/people.ts';
import { told } from './support/told.ts';
import { BOTH, openWorld, type World } from './support/world.ts';

const HOUR_MS = 60 * 60_000;
/** The last character holds spare bits, so that the one before it is changed. */
const otherSign = (value: string): string =>
	value.replace(/.(?=.$)/, (sign) => (sign === 'A' ? 'B' : 'A'));
const NOT = 'sign_in.not_accepted';
const WAIT = 'throttling.wait';
/** As many as an account gives strangers, and as it gives at all. */
const [STRANGERS, ALL] = [60, 100];

const worlds: { stores: string; world: World; other: ServerProcess }[] = [];
for (const stores of BOTH) {
	const environment = { LATCHKEY_THROTTLE_SCALE: '1', LATCHKEY_TRUSTED_PROXIES: '127.0.0.1' };
	const world = await openWorld({ stores, environment });
	worlds.push({
		stores,
		world,
		other: stores === 'embedded' ? world.server : await world.second()
	});
}

let count = 0;
/** Each in a network of its own. */
const somewhere = (): string => {
	count += 1;
	return `2001:db8:${Math.floor(count / 0xffff).toString(16)}:${(count % 0xffff).toString(16)}::1`;
};

const waitOf = ({ headers }: Answer): number => Number(headers['retry-after']);

describe.each(worlds)('on $stores', ({ world, other }) => {
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

	describe('one account', () => {
		test('is guessed at 75 times, in every spelling, from everywhere: 60 are verified', async () => {
			const ada = await member();
			const { username } = ada;
			const spellings = [
				username,
				username.toUpperCase(),
				`  ${username}\t`,
				username.replace('p', 'ｐ'),
				username.replaceAll('1', 'l')
			];
			let reached = 0;
			for (const each of spellings) reached += await reach({ ...ada, username: each }, 15);
			expect(reached).toBe(STRANGERS);
			await pass(HOUR_MS);
			expect(outcomeOf(await guess(ada))).toBe(NOT);
			// Its owner, in the browser in which she was before.
			const known = await guess(ada, { browser: ada });
			const answer = await answerTo(ada, challengeOf(known).id, await ada.code());
			expect(outcomeOf(answer)).toBe('verified');
		});

		test('is guessed at 130 times, also from a browser that it knows: 100 are verified', async () => {
			const ada = await member();
			expect(await reach(ada, 70)).toBe(STRANGERS);
			expect(await reach(ada, 60, ada)).toBe(ALL - STRANGERS);
		});

		test('has one guess left, for which 50 come at once on two processes', async () => {
			const ada = await member();
			expect(await reach(ada, STRANGERS - 1)).toBe(STRANGERS - 1);
			const answers = await racing((at) => guess(ada, { at }));
			expect(tally(answers)['challenge']).toBe(1);
			expect(answers.every(({ status }) => [200, 401, 429].includes(status))).toBe(true);
		});

		test('is guessed at again after its processes were started anew', async () => {
			const ada = await member();
			await reach(ada, STRANGERS);
			for (const each of processes) {
				const behind = each.now().getTime() - Date.now();
				await each.restart();
				await each.advance(behind);
			}
			expect(outcomeOf(await guess(ada))).toBe(NOT);
			expect(outcomeOf(await guess(ada, { browser: ada }))).toBe('challenge');
		});

		test('is guessed at by passwords and by codes, which count as one', async () => {
			const ada = await member();
			for (let time = 0; time < 20; time += 1) {
				const wrong = { ...ada, password: `not ${time} ${ada.password}` };
				expect(outcomeOf(await guess(wrong, { at: time }))).toBe(NOT);
				await pass(HOUR_MS);
				const browser = world.browser();
				const { id } = challengeOf(await guess(ada, { browser, at: time }));
				const code = json(await answerTo(browser, id, '000000'));
				expect(code).toMatchObject({ verified: false });
				await pass(HOUR_MS);
			}
			expect(outcomeOf(await guess(ada))).toBe(NOT);
			expect(outcomeOf(await guess(ada, { browser: ada }))).toBe('challenge');
		});

		test('is shut at 100, for every way that can be guessed, and a passkey opens it', async () => {
			const ada = await member();
			const key = authenticatorOf(world);
			await addPasskey(ada, key);
			const { challenge } = await done(ada.api('POST', '/step-up'));
			const browser = world.browser();
			const half = challengeOf(await guess(ada, { browser })).id;
			expect(await reach(ada, ALL, ada)).toBe(ALL - 1);

			const right = await guess(ada, { browser: ada });
			expect(outcomeOf(right)).toBe(NOT);
			const wrong = await guess({ ...ada, password: 'nine grey owls' }, { browser: ada });
			expect(told(right)).toEqual(told(wrong));
			expect(outcomeOf(await answerTo(browser, half, await ada.code()))).toBe('wrong_code');
			const { id } = challenge as { id: string };
			expect(outcomeOf(await answerTo(ada, id, await ada.code()))).toBe('wrong_code');
			const change = { current: ada.password, next: 'three herons on a blue kite' };
			expect(outcomeOf(await ada.api('PUT', '/password', change))).toBe('passwords.current_wrong');
			const recovery = { identifier: ada.username, password: ada.password };
			const [code] = ada.recoveryCodes;
			const recovered = await world.browser().api('POST', '/recovery', { ...recovery, code });
			expect(outcomeOf(recovered)).toBe(NOT);

			expect(outcomeOf(await passkeySignIn(world.browser(), key))).toBe('signed-in');
			const next = world.browser();
			const { id: again } = challengeOf(await guess(ada, { browser: next }));
			expect(outcomeOf(await answerTo(next, again, await ada.code()))).toBe('verified');
			// What was not verified is not used up.
			const later = await world.browser().api('POST', '/recovery', { ...recovery, code });
			expect(outcomeOf(later)).toBe('signed-in');
		});

		test('is under fire by everybody, and its owner gets in; who has a cookie of another does not', async () => {
			const [ada, eve] = [await member(), await person()];
			await untilLongWait((at) => guess({ ...ada, password: `wrong ${at} herons` }), 100);
			expect(outcomeOf(await guess(ada))).toBe(WAIT);
			expect(outcomeOf(await guess(ada, { browser: eve }))).toBe(WAIT);
			const forged = world.browser();
			for (const [name, value] of ada.cookies)
				if (name.endsWith('known')) forged.cookies.set(name, otherSign(value));
			expect(forged.cookies.size).toBe(1);
			expect(outcomeOf(await guess(ada, { browser: forged }))).toBe(WAIT);
			const { id } = challengeOf(await guess(ada, { browser: ada }));
			expect(outcomeOf(await answerTo(ada, id, await ada.code()))).toBe('verified');
		});
	});

	describe('one name', () => {
		const untilWait = async (person: Person, waits: number): Promise<readonly number[]> => {
			const seen: number[] = [];
			while (seen.length < waits) {
				count += 1;
				const password = `${person.password} ${count}`;
				const answer = await guess({ ...person, password }, { at: seen.length });
				if (outcomeOf(answer) === WAIT) {
					seen.push(waitOf(answer));
					expect(json(answer)['retryAfterSeconds']).toBe(waitOf(answer));
					await pass(waitOf(answer) * 1000);
				} else expect(outcomeOf(answer)).toBe(NOT);
			}
			return seen;
		};

		test('is guessed at for hours: each wait is twice the one before, known or not', async () => {
			const ada = await member();
			const nobody = { ...ada, username: `nobody${ada.username}` };
			const wrong = { ...ada, password: 'eleven white gulls' };
			const other = { ...nobody, password: 'twelve white gulls' };
			const waits = [await untilWait(wrong, 8), await untilWait(other, 8)];
			for (const each of waits) {
				// On a slow machine some seconds have passed already, which counts for the short ones.
				const long = each.slice(3);
				for (const [at, wait] of long.slice(1).entries())
					expect(wait / (long[at] ?? 1)).toBeGreaterThan(1.2);
				expect(each.at(-1)).toBeGreaterThan(400);
				expect(each.every((wait) => Number.isInteger(wait) && wait <= 3600)).toBe(true);
			}
		});

		test('has to wait, and the right password is told what a wrong one is', async () => {
			const ada = await member();
			await untilLongWait((at) => guess({ ...ada, password: `wrong ${at} kites` }), 300);
			const [right, wrong] = [
				await guess(ada),
				await guess({ ...ada, password: 'red kites wait' })
			];
			expect(right.status).toBe(429);
			const mask = (answer: Answer) => {
				const { body, headers, ...rest } = told(answer);
				return {
					...rest,
					body: body.replace(/("retryAfterSeconds":)\d+/, '$1'),
					headers: headers.filter((each) => !each.startsWith('content-length'))
				};
			};
			expect(mask(right)).toEqual(mask(wrong));
			await pass(waitOf(right) * 1000);
			expect(outcomeOf(await guess(ada))).toBe('challenge');
		});

		test('is guessed at by 50 at once on two processes: five go', async () => {
			const ada = await person();
			const answers = await racing((at) =>
				guess({ ...ada, password: `wrong ${at} and ${ada.username}` }, { at })
			);
			const { [NOT]: verified = 0, [WAIT]: waiting = 0 } = tally(answers);
			// A sixth where the machine takes longer than the first wait.
			expect(verified).toBeGreaterThanOrEqual(5);
			expect(verified).toBeLessThanOrEqual(7);
			expect(verified + waiting).toBe(50);
			await signIn(ada, ada);
		});
	});

	describe('a known browser', () => {
		test('signs out, forgets its attempt and tries again: its own failures stay', async () => {
			const ada = await person();
			await done(ada.api('DELETE', '/session'));
			const wrong = await untilLongWait((at) =>
				guess({ ...ada, password: `wrong ${at} terns` }, { browser: ada })
			);
			expect(wrong.length).toBeLessThanOrEqual(9);
			for (const name of ada.cookies.keys()) if (!name.endsWith('known')) ada.cookies.delete(name);
			const answer = await guess(ada, { browser: ada });
			expect(outcomeOf(answer)).toBe(WAIT);
			await pass(waitOf(answer) * 1000);
			expect(outcomeOf(await guess(ada, { browser: ada }))).toBe('signed-in');
		});
	});

	describe('a live session', () => {
		test('guesses at the code of its step-up over new challenges', async () => {
			const ada = await member();
			const wrong = await untilLongWait(async () => {
				const { challenge } = await done(ada.api('POST', '/step-up'));
				return answerTo(ada, (challenge as { id: string }).id, '000000');
			});
			expect(tally(wrong)).toEqual({ wrong_code: 8 });
			await pass(2 * 60_000);
			const { challenge } = await done(ada.api('POST', '/step-up'));
			const { id } = challenge as { id: string };
			expect(outcomeOf(await answerTo(ada, id, await ada.code()))).toBe('verified');
		});

		test('guesses at the current password, and then at the code', async () => {
			const ada = await member();
			const change = (current: string) =>
				ada.api('PUT', '/password', { current, next: 'three herons on a blue kite' });
			const wrong = await untilLongWait((at) => change(`wrong ${at}`));
			expect(tally(wrong)).toEqual({ 'passwords.current_wrong': 8 });
			expect(outcomeOf(await change(ada.password))).toBe(WAIT);
			const { challenge } = await done(ada.api('POST', '/step-up'));
			const { id } = challenge as { id: string };
			expect(outcomeOf(await answerTo(ada, id, await ada.code()))).toBe(WAIT);
			await pass(60_000);
			expect((await change(ada.password)).status).toBe(204);
		});
	});

	describe('one password', () => {
		test('is sprayed over many names from many addresses, in every spelling', async () => {
			const password = `a password of ${Date.now()} fíve`;
			const spellings = [password, password.normalize('NFD'), password.replace('p', 'ｐ')];
			const answers = [];
			for (let at = 0; at < 15; at += 1)
				answers.push(
					await guess(
						{ username: `someone${at}x${Date.now()}`, password: spellings[at % 3] ?? '' },
						{ at }
					)
				);
			expect(tally(answers)).toEqual({ [NOT]: 10, [WAIT]: 5 });
			expect(answers.slice(10).every((answer) => outcomeOf(answer) === WAIT)).toBe(true);
			const ada = await person();
			await signIn(world.browser(), ada);
		});
	});

	describe('one address', () => {
		/** Fifty, and one more for each minute that the machine took. */
		const expectSpent = (answers: readonly Answer[]) => {
			const { [NOT]: verified = 0, [WAIT]: waiting = 0 } = tally(answers);
			expect(verified + waiting).toBe(answers.length);
			expect(verified).toBeGreaterThanOrEqual(50);
			expect(waiting).toBeGreaterThan(0);
		};

		const spray = async (addressAt: (at: number) => string, times: number) => {
			const answers: Answer[] = [];
			for (let from = 0; from < times; from += 6)
				answers.push(
					...(await racing((index) => {
						const at = from + index;
						const name = `s${at}x${count}y${Date.now()}`;
						return guess(
							{ username: name, password: `${name} ${at}` },
							{ at, address: addressAt(at) }
						);
					}, 6))
				);
			return answers;
		};

		test('sprays names and passwords from all of its /64, behind whatever header it writes', async () => {
			const prefix = somewhere().replace('::1', '');
			const answers = await spray((at) => `198.51.100.${at}, ${prefix}::${at.toString(16)}`, 60);
			expectSpent(answers);
			const ada = await person();
			expect(outcomeOf(await guess(ada, { address: `${prefix}:1:2:3:4` }))).toBe(WAIT);
			expect(outcomeOf(await guess(ada, { address: somewhere() }))).toBe('signed-in');
		});

		test('sprays recovery codes', async () => {
			const ada = await member();
			const address = `192.0.2.${count % 250}`;
			const recover = (code: string | undefined, from = address) =>
				world.browser().send({
					method: 'POST',
					path: '/api/v1/recovery',
					headers: { origin, 'content-type': 'application/json', 'x-forwarded-for': from },
					body: JSON.stringify({ identifier: ada.username, password: ada.password, code })
				});
			const wrong = 'AAAA-AAAA-AAAA-AAAA-AAAA-AAAA';
			const answers = [];
			for (let from = 0; from < 55; from += 5)
				answers.push(...(await racing(() => recover(wrong), 5)));
			expectSpent(answers);
			expect(outcomeOf(await recover(ada.recoveryCodes[0]))).toBe(WAIT);
			expect(outcomeOf(await recover(ada.recoveryCodes[0], '203.0.113.77'))).toBe('signed-in');
		});
	});
});
