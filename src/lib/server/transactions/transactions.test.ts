import { describe, expect, test } from 'vitest';

import { verifyReceipt } from '#lib/server/approvals/index.ts';
import { addTotp, caller, challenged, enroller, member } from '../people.fixture.ts';
import { linkPhone, phoneMember, requestsOf } from '../phones/people.fixture.ts';
import { createPhone } from '../phones/phone.fixture.ts';
import {
	DAY,
	MINUTE,
	openService,
	ORIGIN,
	racing,
	refusal,
	restarted,
	SECOND
} from '../testing.fixture.ts';
import { askedOf, openShop, TEXT } from './people.fixture.ts';

const opened = async (settings: Parameters<typeof openService>[0] = {}) => {
	const service = await openService(settings);
	const shop = await openShop(service);
	return { service, shop, ...(await askedOf(service, shop)) };
};

describe('a text that an application asks to approve', () => {
	test('is shown with who asks, and not with which number is right', async () => {
		const { request, shop, number } = await opened();
		expect(request.document).toMatchObject({
			application: shop.application.name,
			text: TEXT,
			account: 'ada',
			origin: ORIGIN,
			address: caller.address,
			purpose: 'transaction'
		});
		expect(request.document).not.toHaveProperty('number');
		expect(request.numbers).toContain(number);
	});

	test('is approved with a receipt over exactly the text', async () => {
		const { shop, id, answer, service, ada } = await opened();
		expect(await shop.look(id)).toMatchObject({ id, status: 'pending' });
		expect(await shop.look(id)).not.toHaveProperty('receipt');
		expect(await answer()).toEqual({ answer: 'approved' });
		const { status, receipt } = await shop.look(id);
		expect(status).toBe('approved');
		expect(receipt?.document).toMatchObject({ text: TEXT, application: shop.application.name });
		if (!receipt) throw new Error('There is no receipt.');
		expect(await verifyReceipt(receipt)).toEqual({ isGenuine: true, isUserVerified: true });
		const changed = {
			...receipt,
			document: { ...receipt.document, text: TEXT.replace('12', '72') }
		};
		expect(await verifyReceipt(changed)).toMatchObject({ isGenuine: false });
		expect(await service.codesOf(ada.account)).toContain('transaction.approved');
	});

	test('is declined, also by a wrong number, and disowned', async () => {
		const service = await openService();
		const shop = await openShop(service);
		const first = await askedOf(service, shop);
		await first.decline();
		expect(await shop.look(first.id)).toMatchObject({ status: 'declined' });
		const second = await askedOf(service, shop, first.ada);
		expect(await second.answer(second.wrong)).toEqual({ answer: 'wrong-number' });
		expect(await refusal(second.answer())).toBe('approvals.gone');
		expect(await shop.look(second.id)).toMatchObject({ status: 'declined' });
		const third = await askedOf(service, shop, first.ada);
		await third.disown();
		expect(await shop.look(third.id)).toMatchObject({ status: 'disowned' });
	});

	test('expires, and is forgotten a day later', async () => {
		const { service, shop, id, answer } = await opened();
		service.clock.advance(2 * MINUTE);
		expect(await refusal(answer())).toBe('approvals.gone');
		expect(await shop.look(id)).toMatchObject({ status: 'expired' });
		service.clock.advance(DAY + SECOND);
		await service.transactions.tellDue();
		expect(await refusal(shop.look(id))).toBe('transactions.unknown');
	});

	test('lasts as long as its application wants', async () => {
		const { service, shop } = await opened();
		const { id, expiresAt } = await shop.ask({ ttlSeconds: 600 });
		expect(expiresAt).toEqual(new Date(service.clock.now().getTime() + 10 * MINUTE));
		service.clock.advance(9 * MINUTE);
		expect(await shop.look(id)).toMatchObject({ status: 'pending' });
	});

	test('is withdrawn, and then not answered; what was answered is not withdrawn', async () => {
		const { service, shop, id, answer, ada } = await opened();
		await shop.withdraw(id);
		expect(await refusal(answer())).toBe('approvals.gone');
		expect(await shop.look(id)).toMatchObject({ status: 'withdrawn' });
		expect(await refusal(shop.withdraw(id))).toBe('transactions.over');
		const next = await askedOf(service, shop, ada);
		await next.answer();
		expect(await refusal(shop.withdraw(next.id))).toBe('transactions.over');
		expect(await shop.look(next.id)).toMatchObject({ status: 'approved' });
	});

	test('is nobody else’s: another application neither reads nor withdraws it', async () => {
		const { service, shop, id } = await opened();
		const other = await openShop(service);
		expect(await refusal(other.look(id))).toBe('transactions.unknown');
		expect(await refusal(other.withdraw(id))).toBe('transactions.unknown');
		expect(await shop.look(id)).toMatchObject({ status: 'pending' });
	});

	test('has to be one that is seen as it is, for somebody who could be', async () => {
		const { shop } = await opened();
		expect(await refusal(shop.ask({ text: 'Pay \u202e001 €' }))).toBe(
			'transactions.text_not_allowed'
		);
		expect(await refusal(shop.ask({ text: 'x'.repeat(301) }))).toBe(
			'transactions.text_not_allowed'
		);
		expect(await refusal(shop.ask({ account: 'ada@example.org' }))).toBe(
			'transactions.account_not_allowed'
		);
	});

	test('is asked of whom the name looks like, as at sign-in', async () => {
		const { service, shop, ada, by } = await opened();
		const { id } = await shop.ask({ account: ' ADA ' });
		const list = await service.phones.requests.list(by.phone);
		expect(list.map((each) => each.id)).toContain(id);
		expect(ada.username).toBe('ada');
	});

	test('asked again with its key asks nobody again, and another text under it is refused', async () => {
		const { service, shop, by } = await opened();
		const given = { idempotencyKey: 'order-4711' };
		const first = await shop.ask(given);
		expect(await shop.ask(given)).toEqual(first);
		expect(await service.phones.requests.list(by.phone)).toHaveLength(2);
		expect(await refusal(shop.ask({ ...given, text: 'Pay 13 €' }))).toBe(
			'transactions.idempotency_key_reused'
		);
		const other = await openShop(service);
		expect((await other.ask(given)).id).not.toBe(first.id);
	});

	test('of 50 calls with one key one asks', async () => {
		const { service, shop, by } = await opened();
		const ids = await racing(
			() => shop.ask({ idempotencyKey: 'order-4712' }),
			({ id }) => id
		);
		expect(Object.values(ids)).toEqual([50]);
		expect(await service.phones.requests.list(by.phone)).toHaveLength(2);
	});
});

describe('nobody can tell from an application’s answers', () => {
	test('who has an account, a phone, or is disabled', async () => {
		const service = await openService();
		const shop = await openShop(service, { webhookUrl: 'https://shop.example/told' });
		await member(service, 'grace');
		const disabled = await phoneMember(service, 'eve');
		await service.disable(disabled.account);
		const asked = await Promise.all(
			['hedwig', 'grace', 'eve'].map((account) => shop.ask({ account }))
		);
		const shape = ({ id, number, ...rest }: (typeof asked)[number]) => {
			expect(id).toMatch(/^apr_/);
			expect(number).toMatch(/^\d\d$/);
			return rest;
		};
		const [first, ...others] = asked.map(shape);
		expect(others).toEqual([first, first]);
		const { list } = await requestsOf(service, disabled.factor.id, disabled.account);
		expect(list).toEqual([]);
		service.clock.advance(2 * MINUTE);
		await service.transactions.tellDue();
		expect(service.told.outcomes.map(({ status }) => status)).toEqual(Array(3).fill('expired'));
	});

	test('also not where the operator has turned phones off: then nobody is asked', async () => {
		const service = await openService();
		const { factor, account } = await phoneMember(service);
		const off = restarted(service, { methods: ['totp'] });
		const shop = await openShop(off);
		const { id } = await shop.ask();
		expect((await requestsOf(off, factor.id, account)).list).toEqual([]);
		expect(await shop.look(id)).toMatchObject({ status: 'pending' });
	});

	test('also not by how soon it has to wait', async () => {
		const service = await openService({ throttleScale: 1 });
		const shop = await openShop(service);
		await phoneMember(service);
		for (const account of ['ada', 'hedwig']) {
			const answers = [];
			for (let at = 0; at < 7; at += 1) answers.push(await refusal(shop.ask({ account })));
			expect(answers.filter((each) => each === 'transactions.wait')).toHaveLength(2);
		}
	});
});

describe('a person is not flooded', () => {
	test('by one application, and others can still ask, up to what a person bears', async () => {
		const service = await openService({ throttleScale: 1 });
		await phoneMember(service);
		const ask = async (times: number) => {
			const shop = await openShop(service);
			const answers = [];
			for (let at = 0; at < times; at += 1) answers.push(await refusal(shop.ask()));
			return answers.filter((each) => each === 'nothing refused').length;
		};
		expect([await ask(7), await ask(7), await ask(7)]).toEqual([5, 5, 0]);
		service.clock.advance(MINUTE);
		expect(await ask(2)).toBe(1);
	});

	test('and sign-ins keep what they need, and take nothing from applications', async () => {
		const service = await openService({ throttleScale: 1 });
		await phoneMember(service);
		const shops = [await openShop(service), await openShop(service)];
		for (const shop of shops) for (let at = 0; at < 6; at += 1) await refusal(shop.ask());
		const errand = async (by: string) => {
			const ref = await challenged(service, { by });
			return refusal(service.challenges.prompt(ref, 'phones', caller));
		};
		for (let at = 0; at < 5; at += 1) expect(await errand(`${at}`)).toBe('nothing refused');
		expect(await errand('last')).toBe('throttling.wait');
		service.clock.advance(2 * MINUTE);
		expect(await refusal(shops[0]?.ask() ?? Promise.resolve())).toBe('nothing refused');
	});

	test('by an application that was disowned: it asks nothing for a day, others do', async () => {
		const { service, shop, ada, disown } = await opened();
		const { account, issued } = ada;
		await service.accounts.claimEmail(account, {
			email: 'ada@example.org',
			normal: 'ada@example.org'
		});
		await service.mails();
		await disown();
		expect(await refusal(shop.ask())).toBe('transactions.unwanted');
		expect(await service.sessions.check(issued.token)).toBeDefined();
		const [mail, ...more] = await service.mails();
		expect(more).toEqual([]);
		expect(mail?.text).toContain(shop.application.name);
		expect(mail?.text).not.toContain('/not-me/');
		expect(await service.codesOf(account)).toContain('transaction.disowned');
		expect(await refusal((await openShop(service)).ask())).toBe('nothing refused');
		service.clock.advance(DAY);
		expect(await refusal(shop.ask())).toBe('nothing refused');
	});
});

describe('an approval of a transaction', () => {
	test('of 50 answers at the same time one counts', async () => {
		const { answer, decline, shop, id, service, ada } = await opened();
		const outcomes = await racing(
			async (at) => (at % 2 === 0 ? answer() : decline()),
			(given) => given?.answer ?? 'declined'
		);
		expect((outcomes['approved'] ?? 0) + (outcomes['declined'] ?? 0)).toBe(1);
		expect(outcomes['approvals.gone']).toBe(49);
		expect(await shop.look(id)).toMatchObject({
			status: outcomes['approved'] ? 'approved' : 'declined'
		});
		const codes = await service.codesOf(ada.account);
		expect(codes.filter((code) => code.startsWith('transaction.'))).toHaveLength(1);
	});

	test('by a phone that was removed before it answered is none, and another phone still answers', async () => {
		const { service, ada, id, shop, request, number, answer, by } = await opened();
		const second = await linkPhone(service, ada.issued, createPhone({ origin: ORIGIN }));
		await service.enrolments.remove(enroller(second.issued), ada.factor.id);
		expect(await refusal(answer())).toBe('approvals.gone');
		expect(await shop.look(id)).toMatchObject({ status: 'pending' });
		const other = await requestsOf(service, second.factor.id, ada.account);
		const given = second.phone.answer({ ...request, ...other.list[0] }, number);
		await service.phones.requests.answer({ ...by, ...other.by }, { id, ...given });
		expect(await shop.look(id)).toMatchObject({ status: 'approved' });
	});

	test('by a phone that was removed before anybody was told is void; afterwards it stands', async () => {
		const { service, ada, id, shop, answer } = await opened();
		const { issued } = await addTotp(service, ada.issued);
		await answer();
		await service.enrolments.remove(enroller(issued), ada.factor.id);
		const told = await shop.look(id);
		expect(told.status).toBe('declined');
		expect(told).not.toHaveProperty('receipt');
		expect(await service.codesOf(ada.account)).toContain('transaction.voided');

		const phone = createPhone({ origin: ORIGIN });
		const next = await linkPhone(service, issued, phone);
		const again = await askedOf(service, shop, { ...ada, ...next });
		await again.answer();
		expect(await shop.look(again.id)).toMatchObject({ status: 'approved' });
		await service.enrolments.remove(enroller(next.issued), next.factor.id);
		expect(await shop.look(again.id)).toMatchObject({ status: 'approved' });
	});

	test('for a disabled account, or a disabled application, is none', async () => {
		const { service, shop, answer, id, ada } = await opened();
		await service.applications.changeStatus({ caller }, shop.application, 'disabled');
		expect(await refusal(answer())).toBe('approvals.gone');
		await service.applications.changeStatus({ caller }, shop.application, 'active');
		await service.disable(ada.account);
		expect(await refusal(answer())).toBe('approvals.gone');
		expect(await shop.look(id)).toMatchObject({ status: 'pending' });
	});

	test('of another text than was shown is none', async () => {
		const { shop, answer, number, id } = await opened();
		for (const document of [{ text: 'Pay 1 €' }, { application: 'Bank' }, { text: undefined }])
			expect(await refusal(answer(number, { document }))).toBe('approvals.not_signed');
		expect(await shop.look(id)).toMatchObject({ status: 'pending' });
		await answer();
	});

	test('keeps the counter of the phone’s authenticator, so that a copy is found', async () => {
		const { service, ada, answer } = await opened();
		await answer();
		const [phone] = (await service.factors.list(ada.account)).filter(
			({ method }) => method === 'phones'
		);
		expect(phone?.lastUsedAt).toBeDefined();
	});
});

describe('an application with a webhook', () => {
	const webhookUrl = 'https://shop.example/told';
	const openTold = async () => {
		const service = await openService();
		const shop = await openShop(service, { webhookUrl });
		return { service, shop, ...(await askedOf(service, shop)) };
	};

	test('is told once, by id and status alone', async () => {
		const { service, id, answer } = await openTold();
		await service.transactions.tellDue();
		expect(service.told.outcomes).toEqual([]);
		await answer();
		await racing(() => service.transactions.tellDue());
		expect(service.told.outcomes).toEqual([{ id, status: 'answered', url: webhookUrl }]);
	});

	test('learns of an approval by asking alone: until then whoever removes the phone stops it', async () => {
		const { service, shop, ada, id, answer } = await openTold();
		const { issued } = await addTotp(service, ada.issued);
		await answer();
		service.told.failures = 1;
		await service.transactions.tellDue();
		await service.enrolments.remove(enroller(issued), ada.factor.id);
		service.clock.advance(10 * SECOND);
		await service.transactions.tellDue();
		expect(service.told.outcomes).toMatchObject([{ id, status: 'answered' }]);
		expect(await shop.look(id)).toMatchObject({ status: 'declined' });
		expect(await service.codesOf(ada.account)).toContain('transaction.voided');
	});

	test('that has asked before it was told is told the same', async () => {
		const { service, shop, id, answer } = await openTold();
		await answer();
		expect(await shop.look(id)).toMatchObject({ status: 'approved' });
		await service.transactions.tellDue();
		expect(service.told.outcomes).toMatchObject([{ id, status: 'approved' }]);
	});

	test('is told again later where it did not take it, also after a restart, and not for ever', async () => {
		const { service, answer } = await openTold();
		await answer();
		service.told.failures = 2;
		await service.transactions.tellDue();
		await service.transactions.tellDue();
		expect(service.told.failures).toBe(1);
		service.clock.advance(10 * SECOND);
		await service.transactions.tellDue();
		expect(service.told).toMatchObject({ failures: 0, outcomes: [] });
		service.clock.advance(MINUTE);
		await service.transactions.tellDue();
		expect(service.told.outcomes).toHaveLength(1);
	});

	test('that takes nothing keeps no other one waiting, however much it has', async () => {
		const service = await openService();
		const dead = await openShop(service, { webhookUrl });
		for (let asked = 0; asked < 30; asked += 1) await dead.ask();
		service.clock.advance(SECOND);
		const alive = await openShop(service, { webhookUrl: 'https://other.example/told' });
		const { id } = await alive.ask();
		service.clock.advance(2 * MINUTE);
		service.told.closed = webhookUrl;
		await service.transactions.tellDue();
		expect(service.told.outcomes).toMatchObject([{ id, status: 'expired' }]);
	});

	test('is given up after six tries, on record in the log', async () => {
		const { service, decline, shop, id } = await openTold();
		await decline();
		service.told.failures = 100;
		for (let tries = 0; tries < 9; tries += 1) {
			await service.transactions.tellDue();
			service.clock.advance(DAY / 4);
		}
		expect(service.told.failures).toBe(94);
		expect(service.logged).toMatchObject([{ event: 'webhook.lost', id, reason: 'HTTP 503' }]);
		expect(JSON.stringify(service.logged)).not.toContain(shop.application.name);
	});

	test('is not told what it has withdrawn, and nothing while it is disabled', async () => {
		const { service, shop, id } = await openTold();
		await shop.withdraw(id);
		await shop.ask();
		await service.applications.changeStatus({ caller }, shop.application, 'disabled');
		service.clock.advance(5 * MINUTE);
		await service.transactions.tellDue();
		expect(service.told.outcomes).toEqual([]);
	});
});

test('a dump has neither keys, nor secrets that sign, nor what was asked', async () => {
	const { service } = await opened();
	const shop = await openShop(service, { webhookUrl: 'https://shop.example/told' });
	await shop.ask({ text: 'A text that nobody else reads', idempotencyKey: 'order-4713' });
	const dump = await service.stores.dump();
	for (const secret of [shop.key, shop.webhookSecret ?? '', 'nobody else reads', 'order-4713'])
		expect(dump).not.toContain(secret);
});
