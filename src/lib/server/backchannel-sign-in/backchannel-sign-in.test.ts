import { describe, expect, test, vi } from 'vitest';

import { verifyReceipt, type KeptReceipt } from '#lib/server/approvals/index.ts';
import { BACKCHANNEL_SIGN_IN } from '#lib/server/sign-in/index.ts';
import { caller, enroller, member } from '../people.fixture.ts';
import {
	asked as askedBesidePassword,
	linkPhone,
	phoneMember,
	requestsOf
} from '../phones/people.fixture.ts';
import { createPhone } from '../phones/phone.fixture.ts';
import { DAY, MINUTE, ORIGIN, racing, refusal, restarted } from '../testing.fixture.ts';
import { ask, asked, BINDING, CLIENTS, openWithClients } from './people.fixture.ts';

const GONE = 'approvals.gone';

async function open(settings: Parameters<typeof openWithClients>[0] = {}) {
	const service = await openWithClients(settings);
	const ada = await phoneMember(service);
	return { service, ada };
}

const openAsked = async (own: Parameters<typeof asked>[2] = {}) => {
	const { service, ada } = await open();
	return { service, ada, ...(await asked(service, ada, own)) };
};

describe('a phone that is asked by an application', () => {
	test('shows and signs who asks and its words, and the receipt is of just that', async () => {
		const { service, request, answer, settle } = await openAsked();
		expect(request).toMatchObject({
			numbers: [],
			document: {
				action: 'Sign in to Bank by Latchkey',
				application: 'Bank',
				text: BINDING,
				account: 'ada',
				purpose: BACKCHANNEL_SIGN_IN
			}
		});
		expect(await answer()).toEqual({ answer: 'approved' });
		await settle();
		const { receipt } = (await service.stores.receipts.find(request.id)) as KeptReceipt;
		expect(receipt.document.text).toBe(BINDING);
		expect(await verifyReceipt(receipt)).toEqual({ isGenuine: true, isUserVerified: true });
		const changed = { ...receipt, document: { ...receipt.document, text: 'Other words' } };
		expect(await verifyReceipt(changed)).toMatchObject({ isGenuine: false });
	});

	test('begins a session of two factors, by the name of the application, once', async () => {
		const { service, ada, answer, settle } = await openAsked();
		expect(await settle()).toEqual({ status: 'pending' });
		await answer();
		expect(await settle()).toMatchObject({
			status: 'approved',
			session: { account: ada.account, aal: 2, amr: ['mca', 'user', 'mfa', 'hwk'] }
		});
		expect(await settle()).toEqual({ status: 'pending' });
		expect((await service.events(ada.account)).at(-1)).toMatchObject({
			code: 'sign_in.succeeded',
			userAgent: 'latchkey-application Bank',
			details: { methods: 'phones', application: 'Bank', isNewBrowser: false }
		});
	});

	test('is found by the e-mail address, once that is proven', async () => {
		const { service, ada } = await open();
		await ask(service, 'ada@example.org');
		expect((await requestsOf(service, ada.factor.id, ada.account)).list).toEqual([]);
		const email = { email: 'ada@example.org', normal: 'ada@example.org' };
		await service.accounts.claimEmail(ada.account, email);
		const { request } = await asked(service, ada, { hint: 'Ada@Example.org' });
		expect(request.document.account).toBe('ada');
	});

	test('declines, and nobody is signed in', async () => {
		const { service, ada, decline, settle } = await openAsked();
		const before = await service.sessions.list(ada.account);
		await decline();
		expect(await settle()).toEqual({ status: 'declined' });
		expect(await service.sessions.list(ada.account)).toHaveLength(before.length);
	});

	test('answers too late, which counts for nothing', async () => {
		const { service, answer, settle } = await openAsked();
		service.clock.advance(2 * MINUTE);
		expect(await refusal(answer())).toBe(GONE);
		expect(await settle()).toEqual({ status: 'pending' });
	});

	test('is not asked where it cannot verify who holds it', async () => {
		const service = await openWithClients();
		const plain = createPhone({ origin: ORIGIN, verifiesHolder: false });
		const ada = await phoneMember(service, 'ada', plain);
		await ask(service, 'ada');
		expect((await requestsOf(service, ada.factor.id, ada.account)).list).toEqual([]);
		const able = await linkPhone(service, ada.issued);
		await ask(service, 'ada');
		expect((await requestsOf(service, ada.factor.id, ada.account)).list).toEqual([]);
		expect((await requestsOf(service, able.factor.id, ada.account)).list).toHaveLength(1);
	});
});

describe('an attack', () => {
	test('of 50 questions at once one gets the session', async () => {
		const { service, ada, answer, settle } = await openAsked();
		await answer();
		const before = await service.sessions.list(ada.account);
		const settled = await Promise.all(Array.from({ length: 50 }, () => settle()));
		expect(settled.filter(({ status }) => status === 'approved')).toHaveLength(1);
		expect(settled.filter(({ status }) => status === 'pending')).toHaveLength(49);
		expect(await service.sessions.list(ada.account)).toHaveLength(before.length + 1);
	});

	test('of 50 answers of a phone one counts', async () => {
		const { answer } = await openAsked();
		expect(await racing(() => answer())).toEqual({ done: 1, [GONE]: 49 });
	});

	test('a number that was not asked for declines', async () => {
		const { answer, settle } = await openAsked();
		expect(await answer('47')).toEqual({ answer: 'wrong-number' });
		expect(await settle()).toEqual({ status: 'declined' });
	});

	test('no number is none of those that a computer shows', async () => {
		const { service, ada } = await open();
		const { goOn } = await askedBesidePassword(service);
		const { by, list } = await requestsOf(service, ada.factor.id, ada.account);
		const [request] = list;
		if (!request) throw new Error('Nothing is asked.');
		const given = { id: request.id, ...ada.phone.answer(request, '') };
		expect(await service.phones.requests.answer(by, given)).toEqual({ answer: 'wrong-number' });
		expect(await goOn()).toMatchObject({ verified: false });
	});

	test('other words than those that were asked are not signed', async () => {
		const { service, ada, by, request, settle } = await openAsked();
		const changed = ada.phone.answer(request, '', { document: { text: 'Counter 5' } });
		expect(await refusal(service.phones.requests.answer(by, { id: request.id, ...changed }))).toBe(
			'approvals.not_signed'
		);
		expect(await settle()).toEqual({ status: 'pending' });
	});

	test('an approval by a key alone, without who holds it, is not accepted', async () => {
		const { service, ada, by, request } = await openAsked();
		for (const changes of [{ withoutAssertion: true }, { isUserVerified: false }]) {
			const given = { id: request.id, ...ada.phone.answer(request, '', changes) };
			expect(await refusal(service.phones.requests.answer(by, given))).toBe('approvals.not_signed');
		}
	});

	test('what a phone has approved at a computer signs nobody in elsewhere, nor the other way', async () => {
		const { service, ada, answer, request } = await openAsked();
		await answer();
		const { generation = 0 } = (await service.accounts.find(ada.account)) ?? {};
		const result = await service.approvals.resultOf(request.id);
		const given = { account: ada.account, generation, request: request.id, result } as const;
		expect(
			await service.signIn.withPhone({ ...given, lifetime: 'brief' }, { holder: 'x', caller })
		).toEqual({ verified: false, reason: 'not_asked' });
	});

	test('a phone that was removed meanwhile signs nobody in', async () => {
		const { service, ada, answer, settle } = await openAsked();
		await answer();
		await service.enrolments.remove(enroller(ada.issued), ada.factor.id);
		expect(await settle()).toEqual({ status: 'declined' });
	});

	test('an account that was disabled, or is in danger, meanwhile is not opened', async () => {
		const { service, ada, ...first } = await openAsked();
		await first.answer();
		await service.accounts.demandPassword(ada.account, 'compromised');
		expect(await first.settle()).toEqual({ status: 'declined' });
		const second = await asked(service, ada);
		await second.answer();
		await service.disable(ada.account);
		expect(await second.settle()).toEqual({ status: 'declined' });
	});

	test('a name that is nobody’s, or has no phone, is asked for as any is, and stays pending', async () => {
		const { service } = await open();
		await member(service, 'grace');
		for (const hint of [
			'nobody',
			'nobody@example.org',
			'grace',
			'',
			' ',
			'\u0000',
			'x'.repeat(999)
		]) {
			const { settle } = await ask(service, hint);
			expect(await settle()).toEqual({ status: 'pending' });
		}
	});

	test('how long a name takes tells nothing: the stores are asked for the same', async () => {
		const { service } = await open();
		await member(service, 'grace');
		const { accounts, factors, budgets, approvals } = service.stores;
		const { pending } = service;
		const spies = [
			...[vi.spyOn(accounts, 'findByIdentifier'), vi.spyOn(accounts, 'find')],
			...[vi.spyOn(factors, 'list'), vi.spyOn(budgets, 'spend'), vi.spyOn(approvals, 'save')],
			...[vi.spyOn(pending, 'find'), vi.spyOn(pending, 'save')]
		];
		const workOf = async (hint: string): Promise<readonly number[]> => {
			for (const spy of spies) spy.mockClear();
			await ask(service, hint);
			return spies.map((spy) => spy.mock.calls.length);
		};
		const known = await workOf('ada');
		expect(Math.min(...known)).toBeGreaterThan(0);
		for (const hint of ['nobody', 'nobody@example.org', 'grace'])
			expect(await workOf(hint)).toEqual(known);
		vi.restoreAllMocks();
	});

	test('a bomber has to wait, alike for a name that is nobody’s', async () => {
		const { service } = await open({ throttleScale: 1 });
		for (const hint of ['ada', 'nobody']) {
			const tried = await racing(() => ask(service, hint));
			expect(tried).toEqual({ done: 5, 'transactions.wait': 45 });
		}
	});

	test('several bombers together have less than each alone', async () => {
		const { service, ada } = await open({ throttleScale: 1 });
		for (const client of ['bank', 'rival', 'told'])
			await racing(() => ask(service, 'ada', { client }));
		const { list } = await requestsOf(service, ada.factor.id, ada.account);
		expect(list).toHaveLength(10);
	});

	test('an application that was not wanted asks nothing for a day, and others may', async () => {
		const { service, ada, disown, settle } = await openAsked();
		await disown();
		expect(await settle()).toEqual({ status: 'declined' });
		expect(await refusal(ask(service, 'ada'))).toBe('transactions.unwanted');
		await asked(service, ada, { client: 'rival' });
		service.clock.advance(DAY);
		await asked(service, ada);
	});

	test('an application that was not wanted is told of by mail, in its words, with nothing to undo', async () => {
		const { service, ada, disown } = await openAsked();
		const email = { email: 'ada@example.org', normal: 'ada@example.org' };
		await service.accounts.claimEmail(ada.account, email);
		// What is told of so far is another mail.
		await service.mails();
		await disown();
		expect((await service.events(ada.account)).at(-1)).toMatchObject({
			code: 'transaction.disowned',
			details: { application: 'Bank', text: BINDING, factor: ada.factor.label }
		});
		const { text = '' } = (await service.mails()).at(-1) ?? {};
		expect(text).toContain(BINDING);
		expect(text).not.toContain('/not-me/');
	});

	test('an id that was guessed is that of nothing', async () => {
		const { service, answer } = await openAsked();
		await answer();
		for (const id of ['', 'request', 'apr_x', '\u0000'])
			expect(await service.backchannelSignIn.settle(id, caller)).toEqual({ status: 'pending' });
	});
});

describe('an application that wants to be told', () => {
	const PING = { client: 'told', pingToken: 'its own' };

	test('is told with its own token, whatever the answer is', async () => {
		for (const how of ['answer', 'decline', 'disown'] as const) {
			const { service, id, ...phone } = await openAsked(PING);
			await phone[how]();
			expect(service.pinged).toEqual([
				expect.objectContaining({ id, token: 'its own', uri: 'https://told.example.org/ciba' })
			]);
		}
	});

	test('is not told of what others have asked, nor of what nobody has answered', async () => {
		const { service, ada } = await open();
		await asked(service, ada, PING);
		const { answer } = await asked(service, ada, { pingToken: 'of no use' });
		await answer();
		expect(service.pinged).toEqual([]);
	});
});

test('where phones are off, nobody is asked', async () => {
	const { service, ada } = await open();
	const off = restarted(service, { methods: ['totp'], clients: CLIENTS });
	await ask(off, 'ada');
	expect((await requestsOf(service, ada.factor.id, ada.account)).list).toEqual([]);
});
