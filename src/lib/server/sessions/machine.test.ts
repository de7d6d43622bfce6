/** Every order of events in the life of sessions, against a model that says which tokens count, and for what. */
import fc from 'fast-check';
import { expect, test } from 'vitest';

import { openTestStores } from '../adapters/testing.ts';
import { assuranceOf, type Aal, type AuthenticatorType, type Proof } from '../core/assurance.ts';
import { fixedClock } from '../core/clock.ts';
import { newId, type AccountId } from '../core/ids.ts';
import { caller } from '../people.fixture.ts';
import { DAY, MINUTE, refusal, SECOND, seededRandom } from '../testing.fixture.ts';
import { createSessions, type Session, type Sessions } from './index.ts';
import { LIFETIMES, type Lifetime } from './session.ts';

const ACCOUNTS = ['acc_ada', 'acc_eve'] as AccountId[];
const NOW = new Date('2101-03-01T12:00:00Z');

interface Known {
	readonly session: Session;
	/** Of the factors that the account still has. */
	readonly proofs: readonly Proof[];
	/** The highest that was reached by proofs of one day, and when that was last. */
	readonly aal: Aal;
	readonly provenAt: number;
	/** The newest last: only that one counts. */
	readonly tokens: readonly string[];
	readonly seenAt: number;
	readonly isEnded: boolean;
}

interface Model {
	now: number;
	readonly sessions: Known[];
}

interface Real {
	readonly sessions: Sessions;
	readonly clock: ReturnType<typeof fixedClock>;
	readonly random: ReturnType<typeof seededRandom>;
}

/** Never before it is idle for so long; sliding is coarse, by a minute. */
const isIdle = ({ session, seenAt }: Known, now: number) =>
	now - seenAt >= LIFETIMES[session.lifetime].idleMs;
const isOver = (known: Known, now: number) =>
	known.isEnded ||
	now >= known.session.createdAt.getTime() + LIFETIMES[known.session.lifetime].absoluteMs ||
	isIdle(known, now);
/** Up to a minute before, it may have ended: it was last seen, but not written down. */
const isAlive = (known: Known, now: number) => !isOver(known, now) && !isOver(known, now + MINUTE);

const at = (model: Model, index: number) => index % model.sessions.length;
const known = (model: Model, index: number): Known => {
	const found = model.sessions[at(model, index)];
	if (!found) throw new Error('There is no session yet.');
	return found;
};
const change = (model: Model, index: number, next: Partial<Known>) => {
	model.sessions[at(model, index)] = { ...known(model, index), ...next };
};

/** Whatever the session is checked by, it counts only as the model says. */
async function look(model: Model, { sessions }: Real, index: number): Promise<void> {
	const one = known(model, index);
	for (const old of one.tokens.slice(0, -1)) expect(await sessions.check(old)).toBeUndefined();
	const session = await sessions.check(one.tokens.at(-1) ?? '');
	if (isOver(one, model.now)) expect(session).toBeUndefined();
	if (isAlive(one, model.now)) expect(session).toBeDefined();
	if (!session) return change(model, index, { isEnded: true });
	change(model, index, { seenAt: model.now });
	expect(session.account).toBe(one.session.account);
	expect(session.aal).toBeLessThanOrEqual(one.aal);
	expect(session.endsAt).toEqual(one.session.endsAt);
	expect(session.expiresAt.getTime()).toBeLessThanOrEqual(session.endsAt.getTime());
	expect(session.elevatedAt.getTime()).toBe(one.provenAt);
	if (model.now - one.provenAt >= DAY) expect(session.aal).toBe(1);
}

type Command = fc.AsyncCommand<Model, Real>;
const hasSessions = ({ sessions }: Readonly<Model>) => sessions.length > 0;

const create = (
	account: number,
	lifetime: Lifetime,
	authenticator: AuthenticatorType
): Command => ({
	check: () => true,
	async run(model, { sessions, random, clock }) {
		const owner = ACCOUNTS[account] as AccountId;
		const proofs = [{ factor: newId('fct', random), method: 'm', authenticator, at: clock.now() }];
		const { session, token } = await sessions.issue({ account: owner, proofs, lifetime, caller });
		const { aal } = assuranceOf(proofs);
		expect(session.aal).toBe(aal);
		const [seenAt, provenAt] = [model.now, model.now];
		const state = { proofs, aal, provenAt, tokens: [token], seenAt, isEnded: false };
		model.sessions.push({ session, ...state });
	},
	toString: () => `create(${account}, ${lifetime}, ${authenticator})`
});

const check = (index: number): Command => ({
	check: hasSessions,
	run: (model, real) => look(model, real, index),
	toString: () => `check(${index})`
});

interface Raise {
	readonly authenticator: AuthenticatorType;
	readonly reachable: Aal;
	/** By a token from before it was raised. */
	readonly isStale: boolean;
	/** The factors that it was proven by earlier are no more. */
	readonly isReplaced: boolean;
}

const raise = (index: number, of: Raise): Command => ({
	check: hasSessions,
	async run(model, real) {
		await look(model, real, index);
		const one = known(model, index);
		const token = one.tokens.at(of.isStale ? 0 : -1) ?? '';
		const factor = newId('fct', real.random);
		const { authenticator, reachable } = of;
		const proof = { factor, method: 'm', authenticator, at: real.clock.now() };
		const isRefused = one.isEnded || token !== one.tokens.at(-1);
		const proofs = [...(of.isReplaced ? [] : one.proofs), proof];
		const held = proofs.map((each) => each.factor);
		const raising = real.sessions.elevate(token, { given: [proof], held, reachable });
		if (isRefused) return void expect(await refusal(raising)).toBe('sessions.required');
		const { session, token: next } = await raising;
		const { aal } = assuranceOf(proofs.filter(({ at: then }) => model.now - then.getTime() < DAY));
		const isReached = aal >= reachable;
		if (isReached) expect(session).toMatchObject({ aal, elevatedAt: proof.at });
		change(model, index, {
			proofs,
			tokens: [...one.tokens, next],
			...(isReached && { aal, provenAt: model.now })
		});
	},
	toString: () => `raise(${index}, ${JSON.stringify(of)})`
});

const end = (index: number, by: number): Command => ({
	check: hasSessions,
	async run(model, { sessions }) {
		const { session, isEnded } = known(model, index);
		const account = ACCOUNTS[by] as AccountId;
		const ended = await refusal(sessions.end(account, session.id));
		if (account !== session.account || isEnded) expect(ended).toBe('sessions.unknown');
		if (account === session.account) change(model, index, { isEnded: true });
	},
	toString: () => `end(${index}, by ${by})`
});

const endOthers = (index: number): Command => ({
	check: hasSessions,
	async run(model, { sessions }) {
		const { session } = known(model, index);
		const ended = await sessions.endAll(session.account, session.id);
		for (const [other, one] of model.sessions.entries()) {
			if (one.session.account !== session.account || one.session.id === session.id) continue;
			if (isAlive(one, model.now)) expect(ended).toContain(one.session.id);
			change(model, other, { isEnded: true });
		}
		expect(ended).not.toContain(session.id);
	},
	toString: () => `end all but ${index}`
});

const list = (account: number): Command => ({
	check: () => true,
	async run(model, { sessions }) {
		const owner = ACCOUNTS[account] as AccountId;
		const listed = new Set((await sessions.list(owner)).map(({ id }) => id));
		for (const one of model.sessions) {
			const isOwn = one.session.account === owner;
			if (!isOwn || isOver(one, model.now)) expect(listed).not.toContain(one.session.id);
			else if (isAlive(one, model.now)) expect(listed).toContain(one.session.id);
		}
	},
	toString: () => `list(${account})`
});

const wait = (ms: number): Command => ({
	check: () => true,
	async run(model, { clock }) {
		clock.advance(ms);
		model.now += ms;
	},
	toString: () => `wait(${ms})`
});

/** Used as often as it takes to stay alive, until it has been `times`. */
const keepUsing = (index: number, times: number): Command => ({
	check: hasSessions,
	async run(model, real) {
		const { idleMs } = LIFETIMES[known(model, index).session.lifetime];
		for (let time = 0; time < times; time += 1) {
			await wait(idleMs - MINUTE).run(model, real);
			await look(model, real, index);
		}
	},
	toString: () => `keepUsing(${index}, ${times})`
});

const index = fc.nat(3);
const account = fc.nat(1);
const authenticator = fc.constantFrom<AuthenticatorType>(
	'password',
	'single-factor-otp',
	'look-up-secret',
	'single-factor-cryptographic',
	'multi-factor-cryptographic'
);
const commands = [
	fc
		.tuple(account, fc.constantFrom<Lifetime>('brief', 'lasting', 'lasting'), authenticator)
		.map((of) => create(...of)),
	index.map(check),
	fc
		.tuple(
			index,
			fc.record({
				authenticator,
				reachable: fc.constantFrom<Aal>(1, 2),
				isStale: fc.boolean(),
				isReplaced: fc.boolean()
			})
		)
		.map((of) => raise(...of)),
	fc.tuple(index, account).map((of) => end(...of)),
	index.map(endOthers),
	account.map(list),
	fc.tuple(index, fc.constantFrom(2, 30)).map((of) => keepUsing(...of)),
	fc.constantFrom(SECOND, 59 * SECOND, MINUTE, 59 * MINUTE, DAY, DAY, 13 * DAY, 14 * DAY).map(wait)
];

test('what has ended never comes back, nothing outlives its end, and no level was not proven', async () => {
	await fc.assert(
		fc.asyncProperty(fc.commands(commands, { maxCommands: 60, size: 'max' }), async (run) => {
			const clock = fixedClock(NOW);
			const random = seededRandom();
			const stores = await openTestStores({ clock });
			const sessions = createSessions({ clock, random, store: stores.sessions });
			const model: Model = { now: NOW.getTime(), sessions: [] };
			try {
				await fc.asyncModelRun(() => ({ model, real: { sessions, clock, random } }), run);
				const real = { sessions, clock, random };
				for (const each of model.sessions.keys()) await look(model, real, each);
				// After the longest life there is, nothing is left of any.
				clock.advance(LIFETIMES.lasting.absoluteMs);
				model.now += LIFETIMES.lasting.absoluteMs;
				for (const each of model.sessions.keys()) await look(model, real, each);
			} finally {
				await stores.close();
			}
		}),
		{ numRuns: 100 }
	);
});
