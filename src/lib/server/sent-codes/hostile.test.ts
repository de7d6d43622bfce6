/** Whoever floods people with codes, or guesses at them, over accounts, numbers, countries and new codes. */
import { describe, expect, test } from 'vitest';

import { caller, enroller, member, otherThan } from '../people.fixture.ts';
import { HOUR, MINUTE, openService, racing, refusal, type Service } from '../testing.fixture.ts';
import { awaiting, mailMember, NUMBER, PAUSE, textMember } from './codes.fixture.ts';

type Someone = Awaited<ReturnType<typeof member>>;

const begin = (service: Service, someone: Someone, given = NUMBER) =>
	refusal(service.enrolments.begin(enroller(someone), { method: 'text-codes', given }));

const numberAt = (at: number) => `+4179${String(2_000_000 + at)}`;

describe('a flood of text messages', () => {
	test('from many accounts reaches one number ten times, and one more each hour', async () => {
		const service = await openService({ throttleScale: 1 });
		const outcomes = [];
		for (let at = 0; at < 14; at += 1)
			outcomes.push(await begin(service, await member(service, `eve${at}`)));
		expect(outcomes).toEqual([
			...Array<string>(10).fill('nothing refused'),
			...Array<string>(4).fill('sent_codes.wait')
		]);
		expect(service.texts).toHaveLength(10);
		service.clock.advance(HOUR);
		expect(await begin(service, await member(service, 'late'))).toBe('nothing refused');
		expect(await begin(service, await member(service, 'later'))).toBe('sent_codes.wait');
	});

	test('from one account to many numbers ends after five, however they are written', async () => {
		const service = await openService({ throttleScale: 1 });
		const eve = await member(service, 'eve');
		const outcomes = [];
		for (let at = 0; at < 8; at += 1) {
			outcomes.push(await begin(service, eve, numberAt(at)));
			service.clock.advance(PAUSE);
		}
		expect(outcomes.filter((outcome) => outcome === 'nothing refused')).toHaveLength(5);
		expect(await begin(service, eve, ' +41 (79) 200-00 00 ')).toBe('sent_codes.wait');
		expect(service.texts).toHaveLength(5);
	});

	test('to one country leaves the others served, and reaches none that is not named', async () => {
		const service = await openService({ throttleScale: 1, textsPerCountry: 3 });
		const outcomes = [];
		for (let at = 0; at < 5; at += 1)
			outcomes.push(await begin(service, await member(service, `eve${at}`), numberAt(at)));
		expect(outcomes.slice(3)).toEqual(['sent_codes.wait', 'sent_codes.wait']);
		const ada = await member(service);
		expect(await begin(service, ada, '+4915112345678')).toBe('nothing refused');
		const costly = ['+882161234567', '+12125550100', '+37112345678'];
		for (const number of costly) {
			service.clock.advance(PAUSE);
			expect(await begin(service, ada, number)).not.toBe('nothing refused');
		}
		expect(service.texts.map(({ to }) => to.slice(0, 3))).toEqual(['+41', '+41', '+41', '+49']);
	});

	test('that is refused costs no other count: who waits for one is not held up by the rest', async () => {
		const service = await openService({ throttleScale: 1, textsPerCountry: 1 });
		const [eve, ada] = [await member(service, 'eve'), await member(service)];
		expect(await begin(service, eve, numberAt(1))).toBe('nothing refused');
		for (let at = 0; at < 20; at += 1) {
			service.clock.advance(PAUSE);
			expect(await begin(service, ada, numberAt(2))).toBe('sent_codes.wait');
		}
		expect(await begin(service, ada, '+4915112345678')).toBe('nothing refused');
	});

	test('of 50 accounts at once sends ten', async () => {
		const service = await openService({ throttleScale: 1 });
		const people: Someone[] = [];
		for (let at = 0; at < 50; at += 1) people.push(await member(service, `eve${at}`));
		await racing((at) =>
			service.enrolments.begin(enroller(people[at] as Someone), {
				method: 'text-codes',
				given: NUMBER
			})
		);
		expect(service.texts).toHaveLength(10);
	});
});

describe.each([
	['mail-codes', mailMember],
	['text-codes', textMember]
] as const)('guessing at %s', (method, enrol) => {
	test('ends with the guesses of the account, however many codes and challenges are new', async () => {
		const service = await openService({ throttleScale: 1 });
		await enrol(service);
		service.clock.advance(HOUR);
		const outcomes: string[] = [];
		for (let at = 0; at < 4; at += 1) {
			service.clock.advance(30 * MINUTE);
			const { ask, answer } = await awaiting(service, { method });
			const wrong = otherThan(await ask());
			for (let tries = 0; tries < 3; tries += 1) outcomes.push(await refusal(answer(wrong)));
		}
		expect(outcomes.slice(0, 5)).toEqual(Array(5).fill('nothing refused'));
		expect(outcomes.slice(5)).toContain('throttling.wait');
	});

	test('with all codes that are out at once lets one in, and voids the rest in every browser', async () => {
		const service = await openService();
		await enrol(service);
		const { ask, answer } = await awaiting(service, { method });
		const codes: string[] = [];
		for (let at = 0; at < 3; at += 1) {
			codes.push(await ask());
			service.clock.advance(PAUSE);
		}
		const outcomes = await racing(
			(at) => answer(codes[at % 3] ?? ''),
			(verdict) => (verdict.verified ? 'verified' : 'wrong')
		);
		expect(outcomes['verified']).toBe(1);
		const again = await awaiting(service, { method });
		await again.ask();
		for (const code of codes) expect(await again.answer(code)).toMatchObject({ verified: false });
	});

	test('finds nothing by the code of the other method, nor by one that confirms an address', async () => {
		const service = await openService();
		const ada = await enrol(service);
		const { ask, answer } = await awaiting(service, { method });
		await ask();
		const by = { session: ada.session, caller };
		await service.emailProofs.begin(by, 'ada@example.net');
		const mails = await service.mails();
		const proof = mails.findLast(({ to }) => to === 'ada@example.net');
		const [, code = ''] = /^ {4}(\d{6})$/m.exec(proof?.text ?? '') ?? [];
		expect(code).toHaveLength(6);
		expect(await answer(code)).toMatchObject({ verified: false, reason: 'wrong_code' });
	});
});
