import { describe, expect, test } from 'vitest';

import { caller, enroller, member, otherThan } from '../people.fixture.ts';
import { linkPhone, phoneMember } from '../phones/people.fixture.ts';
import { createPhone, type FakePhone } from '../phones/phone.fixture.ts';
import { MINUTE, openService, ORIGIN, racing, refusal, restarted } from '../testing.fixture.ts';
import { openShop, TEXT } from './people.fixture.ts';

/** A phone without a network whose owner is asked by an application that shows a picture. */
async function photographed(throttleScale = 10_000) {
	const service = await openService({ throttleScale });
	const phone = createPhone({ origin: ORIGIN });
	const ada = await phoneMember(service, 'ada', phone);
	const shop = await openShop(service);
	const by = { application: shop.application, caller };
	const { id } = await shop.ask();
	const { transactions } = service;
	const picture = await transactions.showPhoto(by, id);
	const document = await read(phone, picture.url);
	const code = await phone.code(document);
	const hand = (given: string) => transactions.answerPhoto(by, id, given);
	return { service, phone, ada, shop, by, id, picture, document, code, hand };
}

async function read(phone: FakePhone, url: string) {
	const document = await phone.read(url);
	if (!document) throw new Error('That picture is not for this phone.');
	return document;
}

const wrong = (code: string) => code.slice(0, 3) + otherThan(code.slice(3));
const nameOf = (verdict: { verified: boolean; reason?: string }) => verdict.reason ?? 'approved';

describe('a transaction by photo code', () => {
	test('is approved by what the phone has shown, and the record says by what', async () => {
		const { shop, id, document, code, hand, service, ada } = await photographed();
		expect(document).toMatchObject({
			application: shop.application.name,
			text: TEXT,
			account: 'ada',
			origin: ORIGIN,
			purpose: 'transaction',
			request: id
		});
		expect(await hand(code)).toEqual({ verified: true });
		expect(await shop.look(id)).toMatchObject({ status: 'approved' });
		// Nothing was signed, so there is nothing that proves itself to others.
		expect(await shop.look(id)).not.toHaveProperty('receipt');
		const event = (await service.events(ada.account)).at(-1);
		expect(event).toMatchObject({
			code: 'transaction.approved',
			details: { method: 'photo-codes', text: TEXT, application: shop.application.name }
		});
		expect(event?.details['question']).toMatch(/^[0-9a-f]{64}$/);
	});

	test('is not by a code for another text, or of another application', async () => {
		const { phone, document, hand, service, code } = await photographed();
		const other = await phone.code({ ...document, text: TEXT.replace('12', '72') });
		expect(await hand(other)).toMatchObject({ verified: false, reason: 'wrong_code' });
		const rival = await openShop(service);
		const by = { application: rival.application, caller };
		const { id } = await rival.ask();
		await service.transactions.showPhoto(by, id);
		const tried = service.transactions.answerPhoto(by, id, code);
		expect(await tried).toMatchObject({ reason: 'wrong_code' });
	});

	test('is reached by its own application alone', async () => {
		const { service, id, code } = await photographed();
		const { application } = await openShop(service);
		const { transactions } = service;
		expect(await refusal(transactions.showPhoto({ application, caller }, id))).toBe(
			'transactions.unknown'
		);
		expect(await refusal(transactions.answerPhoto({ application, caller }, id, code))).toBe(
			'transactions.unknown'
		);
	});

	test('is approved once, by one of 50 parallel callers', async () => {
		const { code, hand, service, ada } = await photographed();
		const outcomes = await racing(() => hand(code), nameOf);
		expect(outcomes['approved']).toBe(1);
		const codes = await service.codesOf(ada.account);
		expect(codes.filter((each) => each === 'transaction.approved')).toHaveLength(1);
		expect(await refusal(hand(code))).toBe('transactions.over');
	});

	test('has three tries a picture, also for 50 parallel callers, and another picture more', async () => {
		const { code, hand, service, by, id, phone } = await photographed();
		const outcomes = await racing(() => hand(wrong(code)), nameOf);
		expect(outcomes).toEqual({ wrong_code: 3, picture_gone: 47 });
		expect(await hand(code)).toMatchObject({ reason: 'picture_gone', triesLeft: 0 });
		const { url } = await service.transactions.showPhoto(by, id);
		expect(await hand(await phone.code(await read(phone, url)))).toEqual({ verified: true });
	});

	test('is not after two minutes, though the request lasts longer', async () => {
		const { service, by, shop, phone } = await photographed();
		const { id } = await shop.ask({ ttlSeconds: 600 });
		const { url } = await service.transactions.showPhoto(by, id);
		const code = await phone.code(await read(phone, url));
		service.clock.advance(2 * MINUTE);
		const late = service.transactions.answerPhoto(by, id, code);
		expect(await late).toMatchObject({ reason: 'picture_gone' });
	});

	test('is not by a picture that another one has replaced', async () => {
		const { service, by, id, code, hand } = await photographed();
		await service.transactions.showPhoto(by, id);
		expect(await hand(code)).toMatchObject({ reason: 'wrong_code' });
	});

	test('is over once it was withdrawn, or has expired', async () => {
		const { shop, id, code, hand, service, by } = await photographed();
		await shop.withdraw(id);
		expect(await refusal(hand(code))).toBe('transactions.over');
		expect(await refusal(service.transactions.showPhoto(by, id))).toBe('transactions.over');
		const next = await shop.ask();
		service.clock.advance(2 * MINUTE);
		expect(await refusal(service.transactions.showPhoto(by, next.id))).toBe('transactions.over');
	});

	test('stands from the answer to its code on: the application has been told', async () => {
		const { service, ada, shop, id, code, hand } = await photographed();
		const { issued } = await linkPhone(service, ada.issued);
		expect(await hand(code)).toEqual({ verified: true });
		await service.enrolments.remove(enroller(issued), ada.factor.id);
		expect(await shop.look(id)).toMatchObject({ status: 'approved' });
	});

	test('is not by a phone that was removed', async () => {
		const { service, ada, code, hand } = await photographed();
		const { issued } = await linkPhone(service, ada.issued);
		await service.enrolments.remove(enroller(issued), ada.factor.id);
		expect(await hand(code)).toMatchObject({ reason: 'wrong_code' });
	});

	test('is offered by no operator who has photo codes off', async () => {
		const { service, by, id, code } = await photographed();
		const { transactions } = restarted(service, { methods: ['phones', 'totp'] });
		expect(await refusal(transactions.showPhoto(by, id))).toBe('transactions.photos_off');
		expect(await refusal(transactions.answerPhoto(by, id, code))).toBe('transactions.photos_off');
	});
});

describe('whether somebody has an account or a phone', () => {
	test('is told neither by a picture, however many phones there are, nor by what a code gets', async () => {
		const { service, ada, shop, by, code } = await photographed();
		await linkPhone(service, ada.issued);
		await member(service, 'eve');
		const sizes = new Set<number>();
		const verdicts = new Set<string>();
		for (const account of ['ada', 'eve', 'bob']) {
			const { id } = await shop.ask({ account });
			const { url } = await service.transactions.showPhoto(by, id);
			sizes.add(url.length);
			const verdict = await service.transactions.answerPhoto(by, id, wrong(code));
			verdicts.add(JSON.stringify(verdict));
		}
		expect(sizes.size).toBe(1);
		expect([...verdicts]).toEqual(['{"verified":false,"reason":"wrong_code","triesLeft":2}']);
	});

	test('is not told by when a guesser has to wait', async () => {
		const { service, shop, by } = await photographed(1);
		for (const account of ['ada', 'bob']) {
			const codes: string[] = [];
			const { id } = await shop.ask({ account });
			for (let at = 0; at < 7; at += 1) {
				await service.transactions.showPhoto(by, id);
				codes.push(await refusal(service.transactions.answerPhoto(by, id, '000000000')));
			}
			expect(codes).toEqual([
				...Array<string>(5).fill('nothing refused'),
				'throttling.wait',
				'throttling.wait'
			]);
		}
	});
});
