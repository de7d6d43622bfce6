/** Every order of events in the life of challenges, against a model that says how many answers each has left. */
import fc from 'fast-check';
import { expect, test } from 'vitest';

import { attempt, caller, challenged, otherThan, totpMember } from '../people.fixture.ts';
import { MINUTE, openService, refusal, SECOND, type Service } from '../testing.fixture.ts';
import type { Challenge } from './index.ts';

const STEP = 30 * SECOND;
const ATTEMPTS = 5;
const GONE = 'challenges.gone';

interface Known {
	readonly challenge: Challenge;
	readonly left: number;
	readonly isAnswered: boolean;
}

interface Model {
	readonly challenges: Known[];
	/** The newest time step that has verified: none up to it does again, whichever challenge asks. */
	usedStep: number;
}

interface Real {
	readonly service: Service;
	readonly ada: Awaited<ReturnType<typeof totpMember>>;
}

const stepNow = ({ clock }: Service) => Math.floor(clock.now().getTime() / STEP);
const known = ({ challenges }: Readonly<Model>, index: number): Known => {
	const found = challenges[index % challenges.length];
	if (!found) throw new Error('There is no challenge yet.');
	return found;
};
const change = (model: Model, index: number, next: Partial<Known>) => {
	model.challenges[index % model.challenges.length] = { ...known(model, index), ...next };
};
const isOver = ({ challenge, left, isAnswered }: Known, { clock }: Service) =>
	isAnswered || left === 0 || clock.now() >= challenge.expiresAt;

type Command = fc.AsyncCommand<Model, Real>;
const hasChallenges = ({ challenges }: Readonly<Model>) => challenges.length > 0;

const issue = (by: string): Command => ({
	check: () => true,
	async run(model, { service }) {
		const challenge = await challenged(service, { by });
		expect(challenge.attemptsLeft).toBe(ATTEMPTS);
		model.challenges.push({ challenge, left: ATTEMPTS, isAnswered: false });
	},
	toString: () => `issue to ${by}`
});

/** Many answers at once to one challenge, of which `right` are the code of now. */
const answer = (index: number, { right, wrong }: { right: number; wrong: number }): Command => ({
	check: hasChallenges,
	async run(model, { service, ada }) {
		const before = known(model, index);
		const codes = [
			...Array.from({ length: wrong }, () => otherThan(ada.code())),
			...Array.from({ length: right }, () => ada.code())
		];
		const outcomes = await Promise.all(
			codes.map(async (code) => {
				const given = { method: 'totp', answer: code };
				const judging = service.challenges.answer(before.challenge, given, caller);
				return judging.catch(async () => refusal(judging));
			})
		);
		const refused = outcomes.filter((outcome) => typeof outcome === 'string');
		expect(new Set(refused)).toEqual(new Set(refused.length > 0 ? [GONE] : []));
		const judged = outcomes.filter((outcome) => typeof outcome === 'object');
		if (isOver(before, service)) return void expect(judged).toEqual([]);
		expect(judged.length).toBeLessThanOrEqual(before.left);

		const isSpent = model.usedStep >= stepNow(service);
		const verified = judged.filter((outcome) => outcome.verified);
		expect(verified.length).toBeLessThanOrEqual(right > 0 && !isSpent ? 1 : 0);
		const lefts = judged.flatMap((outcome) => (outcome.verified ? [] : [outcome.attemptsLeft]));
		expect(new Set(lefts).size).toBe(lefts.length);
		for (const left of lefts)
			expect(left).toSatisfy((each: number) => each >= 0 && each < before.left);

		if (verified.length > 0) model.usedStep = stepNow(service);
		else expect(judged).toHaveLength(Math.min(before.left, codes.length));
		change(model, index, {
			left: before.left - judged.length,
			isAnswered: verified.length > 0
		});
	},
	toString: () => `answer ${index} ${right} times right and ${wrong} times wrong`
});

/** Nothing that is not an answer of its own browser by an offered method spends anything. */
const disturb = (index: number): Command => ({
	check: hasChallenges,
	async run(model, { service, ada }) {
		const { challenge } = known(model, index);
		const { challenges } = service;
		const right = { method: 'totp', answer: ada.code() };
		const theirs = { ...challenge, holder: attempt('eve').holder };
		expect(await refusal(challenges.answer(theirs, right, caller))).toBe(GONE);
		const other = { ...right, method: 'passkeys' };
		const code = isOver(known(model, index), service) ? GONE : 'challenges.method_not_offered';
		expect(await refusal(challenges.answer(challenge, other, caller))).toBe(code);
		await refusal(challenges.prompt(challenge, 'totp'));
		await refusal(challenges.prompt(theirs, 'totp'));
	},
	toString: () => `disturb ${index}`
});

const look = (index: number): Command => ({
	check: hasChallenges,
	async run(model, { service }) {
		const one = known(model, index);
		const getting = service.challenges.get(one.challenge);
		if (isOver(one, service)) expect(await refusal(getting)).toBe(GONE);
		else expect((await getting).attemptsLeft).toBe(one.left);
	},
	toString: () => `look at ${index}`
});

const wait = (ms: number): Command => ({
	check: () => true,
	run: async (_, { service }) => service.clock.advance(ms),
	toString: () => `wait ${ms}`
});

const index = fc.nat(3);
const times = fc.nat(4);
const commands = [
	fc.constantFrom('browser', 'laptop').map(issue),
	fc.record({ right: times, wrong: times }).chain((of) => index.map((at) => answer(at, of))),
	fc
		.constantFrom({ right: 1, wrong: 0 }, { right: 0, wrong: 1 })
		.chain((of) => index.map((at) => answer(at, of))),
	index.map(disturb),
	index.map(look),
	fc.constantFrom(STEP, STEP, MINUTE, 9 * MINUTE, 10 * MINUTE).map(wait)
];

test('an attempt is spent once, a code verifies once, and after its end nothing is answered', async () => {
	await fc.assert(
		fc.asyncProperty(fc.commands(commands, { maxCommands: 40, size: 'max' }), async (run) => {
			const service = await openService();
			const ada = await totpMember(service);
			const model: Model = { challenges: [], usedStep: stepNow(service) - 1 };
			const real = { service, ada };
			await fc.asyncModelRun(() => ({ model, real }), run);
			for (const at of model.challenges.keys()) await look(at).run(model, real);
		}),
		{ numRuns: 30 }
	);
});
