import { describe, expect, test } from 'vitest';

import type { KeptReceipt } from '#lib/server/approvals/index.ts';
import { verifyReceipt } from '#lib/server/approvals/index.ts';
import { PHONE_SIGN_IN } from '#lib/server/sign-in/index.ts';
import { attempt, caller, enroller } from '../people.fixture.ts';
import {
	arrive,
	asked as askedBesidePassword,
	beginLink,
	linkPhone,
	phoneMember,
	requestsOf
} from '../phones/people.fixture.ts';
import { createPhone } from '../phones/phone.fixture.ts';
import { MINUTE, openService, ORIGIN, racing, refusal, restarted } from '../testing.fixture.ts';
import { asked, claimed, shown } from './people.fixture.ts';

const GONE = 'phone_sign_in.gone';

async function open(settings: Parameters<typeof openService>[0] = {}) {
	const service = await openService(settings);
	const ada = await phoneMember(service);
	return { service, ada };
}

const openAsked = async () => {
	const { service, ada } = await open();
	return { service, ada, ...(await asked(service, ada)) };
};

describe('a phone that signs a computer in', () => {
	test('approves alone, and the browser that began has a full session of two factors', async () => {
		const { service, ada, answer, finish, stage } = await openAsked();
		expect(await stage()).toMatchObject({ stage: 'claimed' });
		expect(await answer()).toEqual({ answer: 'approved' });
		expect(await stage()).toMatchObject({ stage: 'answered' });
		expect(await finish()).toMatchObject({
			verified: true,
			issued: { session: { account: ada.account, aal: 2, amr: ['mca', 'user', 'mfa', 'hwk'] } }
		});
		expect((await service.events(ada.account)).at(-1)).toMatchObject({
			code: 'sign_in.succeeded',
			details: { methods: 'phones', isNewBrowser: true }
		});
	});

	test('is shown who asks before it comes, and that uses nothing up', async () => {
		const { service, ada } = await open();
		const { secret } = await shown(service);
		const elsewhere = { ...caller, address: '198.51.100.7' };
		for (const by of [caller, elsewhere])
			expect(await service.phoneSignIn.look(secret, by)).toMatchObject({
				origin: ORIGIN,
				address: caller.address,
				isSameNetwork: by === caller
			});
		expect(await claimed(service, ada, secret)).toHaveProperty('request');
	});

	test('is asked in words of their own, and what it signed is kept as a receipt', async () => {
		const { service, request, answer, finish } = await openAsked();
		expect(request.document).toMatchObject({
			action: 'Sign in to Latchkey on another computer',
			purpose: PHONE_SIGN_IN,
			account: 'ada',
			address: caller.address
		});
		await answer();
		await finish();
		const { receipt } = (await service.stores.receipts.find(request.id)) as KeptReceipt;
		expect(await verifyReceipt(receipt)).toEqual({ isGenuine: true, isUserVerified: true });
	});

	test('sees nothing of the account on the computer before it has approved', async () => {
		const { service, ada, stage } = await openAsked();
		const { account, username } = ada;
		for (const text of [account, username])
			expect(JSON.stringify([await stage(), await shown(service)])).not.toContain(text);
	});

	test('cannot do it without fingerprint or PIN, is told so, and leaves the picture to one that can', async () => {
		const service = await openService();
		const plain = createPhone({ origin: ORIGIN, verifiesHolder: false });
		const ada = await phoneMember(service, 'ada', plain);
		const able = await linkPhone(service, ada.issued);
		const { secret, stage } = await shown(service);
		expect(await refusal(claimed(service, ada, secret))).toBe('phone_sign_in.cannot_verify');
		expect(await stage()).toMatchObject({ stage: 'shown' });
		const other = { ...able, account: ada.account };
		expect(await claimed(service, other, secret)).toHaveProperty('request');
	});

	test('lets nobody in before it has answered, and that costs nothing', async () => {
		const { service, ada } = await open();
		const { secret, finish } = await shown(service);
		const early = { verified: false, reason: 'waiting' };
		expect(await finish()).toEqual(early);
		await claimed(service, ada, secret);
		for (let at = 0; at < 9; at += 1) expect(await finish()).toEqual(early);
	});

	test('declines, or picks another number, and the computer is told', async () => {
		const { service, ada } = await open();
		const first = await asked(service, ada);
		await service.phones.requests.decline(first.by, first.request.id);
		expect(await first.finish()).toEqual({ verified: false, reason: 'declined' });
		const second = await asked(service, ada);
		const wrong = second.request.numbers.find((each) => each !== second.number);
		await second.answer(wrong);
		expect(await refusal(second.answer())).toBe('approvals.gone');
		expect(await second.finish()).toEqual({ verified: false, reason: 'wrong_number' });
		expect(await refusal(second.finish())).toBe(GONE);
	});

	test('ends it by “this was not me”, and its owner is told', async () => {
		const { service, ada, by, request, stage, finish } = await openAsked();
		await service.phones.requests.disown(by, request.id);
		expect(await refusal(stage())).toBe(GONE);
		expect(await finish()).toEqual({ verified: false, reason: 'disowned' });
		expect(await service.codesOf(ada.account)).toContain('approval.disowned');
	});
});

describe('an attack', () => {
	test('a picture that was photographed signs in no other browser', async () => {
		const { answer, finish, id, service } = await openAsked();
		await answer();
		expect(await refusal(service.phoneSignIn.find(id, attempt('thief')))).toBe(GONE);
		expect(await refusal(finish('thief'))).toBe(GONE);
		expect(await finish()).toMatchObject({ verified: true });
	});

	test('a picture that was used by one phone is refused to another, which learns of it', async () => {
		const { service, ada } = await open();
		const eve = await phoneMember(service, 'eve');
		const { secret, finish, stage } = await shown(service);
		await claimed(service, ada, secret);
		expect(await refusal(claimed(service, eve, secret))).toBe(GONE);
		expect(await refusal(service.phoneSignIn.look(secret, caller))).toBe(GONE);
		expect(await stage()).toMatchObject({ stage: 'claimed' });
		expect(await finish()).toEqual({ verified: false, reason: 'waiting' });
	});

	test('of 50 phones that come at once one is taken', async () => {
		const { service, ada } = await open();
		const { secret } = await shown(service);
		const came = await racing(() => claimed(service, ada, secret));
		expect(came).toEqual({ done: 1, [GONE]: 49 });
		expect((await requestsOf(service, ada.factor.id, ada.account)).list).toHaveLength(1);
	});

	test('of 50 finishes at once one gives a session', async () => {
		const { service, ada, answer, finish } = await openAsked();
		await answer();
		const before = (await service.sessions.list(ada.account)).length;
		expect(await racing(() => finish())).toEqual({ done: 1, [GONE]: 49 });
		expect(await service.sessions.list(ada.account)).toHaveLength(before + 1);
	});

	test('of 50 answers at once one counts', async () => {
		const { answer } = await openAsked();
		expect(await racing(() => answer())).toEqual({ done: 1, 'approvals.gone': 49 });
	});

	test('a request that one phone took is not another’s of the same account', async () => {
		const { service, ada, request, number, finish } = await openAsked();
		const second = await linkPhone(service, ada.issued);
		const { by, list } = await requestsOf(service, second.factor.id, ada.account);
		expect(list).toEqual([]);
		const { requests } = service.phones;
		const given = { id: request.id, ...second.phone.answer(request, number) };
		expect(await refusal(requests.answer(by, given))).toBe('approvals.gone');
		expect(await refusal(requests.decline(by, request.id))).toBe('approvals.gone');
		expect(await refusal(requests.disown(by, request.id))).toBe('approvals.gone');
		expect(await finish()).toEqual({ verified: false, reason: 'waiting' });
	});

	test('a picture that is too old brings no phone, and one that came in time may answer', async () => {
		const { service, ada } = await open();
		const late = await shown(service);
		const inTime = await shown(service);
		service.clock.advance(2 * MINUTE - 1);
		const { by, request } = await claimed(service, ada, inTime.secret);
		service.clock.advance(1);
		expect(await refusal(claimed(service, ada, late.secret))).toBe(GONE);
		expect(await refusal(service.phoneSignIn.look(late.secret, caller))).toBe(GONE);
		expect(await refusal(late.stage())).toBe(GONE);
		expect(await inTime.stage()).toMatchObject({ stage: 'claimed' });
		service.clock.advance(2 * MINUTE);
		expect(await refusal(service.phones.requests.decline(by, request))).toBe('approvals.gone');
		expect(await inTime.finish()).toEqual({ verified: false, reason: 'expired' });
	});

	test('a phone that was removed meanwhile signs nobody in', async () => {
		const { service, ada, answer, finish } = await openAsked();
		await answer();
		await service.enrolments.remove(enroller(ada.issued), ada.factor.id);
		expect(await refusal(finish())).toBe('sign_in.not_accepted');
	});

	test('an account that was disabled meanwhile is not opened, nor does its phone come', async () => {
		const { service, ada, answer, finish } = await openAsked();
		await answer();
		await service.disable(ada.account);
		expect(await refusal(finish())).toBe('sign_in.not_accepted');
		expect((await service.events(ada.account)).at(-1)).toMatchObject({
			code: 'sign_in.failed',
			details: { reason: 'no_account' }
		});
		const { secret } = await shown(service);
		expect(await refusal(claimed(service, ada, secret))).toBe('phone_sign_in.not_accepted');
	});

	test('that it was declined is told alike, whether or not the account still opens', async () => {
		const { service, ada, by, request, finish } = await openAsked();
		await service.phones.requests.decline(by, request.id);
		await service.disable(ada.account);
		expect(await finish()).toEqual({ verified: false, reason: 'declined' });
	});

	test('what a phone approved beside a password does not sign in alone', async () => {
		const { service, ada } = await open();
		const { number } = await askedBesidePassword(service);
		const { by, list } = await requestsOf(service, ada.factor.id, ada.account);
		const [request] = list;
		if (!request) throw new Error('Nothing is asked.');
		const given = { id: request.id, ...ada.phone.answer(request, number) };
		await service.phones.requests.answer(by, given);
		const result = await service.approvals.resultOf(request.id);
		const alone = { account: ada.account, generation: 0, request: request.id, result };
		const owner = await service.accounts.find(ada.account);
		const tried = { ...alone, generation: owner?.generation ?? 0, lifetime: 'brief' } as const;
		expect(await service.signIn.withPhone(tried, attempt())).toEqual({
			verified: false,
			reason: 'not_asked'
		});
	});

	test('a phone that verified nobody signs nobody in, whatever it says', async () => {
		const { service, ada, answer, request } = await openAsked();
		await answer();
		const result = await service.approvals.resultOf(request.id);
		const { generation = 0 } = (await service.accounts.find(ada.account)) ?? {};
		const tried = { account: ada.account, generation, request: request.id, lifetime: 'brief' };
		const weaker = { ...result, isUserVerified: false };
		expect(
			await service.signIn.withPhone({ ...tried, lifetime: 'brief', result: weaker }, attempt())
		).toEqual({ verified: false, reason: 'not_verified' });
	});

	test('one approval is one session, also where the request is handed in again', async () => {
		const { service, ada, answer, request, finish } = await openAsked();
		await answer();
		await finish();
		const result = await service.approvals.resultOf(request.id);
		const { generation = 0 } = (await service.accounts.find(ada.account)) ?? {};
		const given = { account: ada.account, generation, request: request.id, result } as const;
		expect(await service.signIn.withPhone({ ...given, lifetime: 'brief' }, attempt())).toEqual({
			verified: false,
			reason: 'reused'
		});
	});

	test('a flood of pictures from one place has to wait', async () => {
		const { service } = await open({ throttleScale: 0.01 });
		const begun = await racing(() => shown(service));
		expect(begun['done']).toBe(3);
		expect(begun['throttling.wait']).toBe(47);
	});

	test('a flood of phones that come has to wait, and uses no picture up', async () => {
		const { service, ada } = await open();
		const { secret } = await shown(service);
		const throttled = restarted(service, { throttleScale: 0.02 });
		const first = await shown(throttled);
		expect(await claimed(throttled, ada, first.secret)).toHaveProperty('request');
		expect(await refusal(claimed(throttled, ada, secret))).toBe('throttling.wait');
		expect(await claimed(service, ada, secret)).toHaveProperty('request');
	});

	test('a link of a phone is no picture, and a picture is no link', async () => {
		const { service, ada } = await open();
		const { secret: link } = await beginLink(service, ada.issued);
		expect(await refusal(service.phoneSignIn.look(link, caller))).toBe(GONE);
		expect(await refusal(claimed(service, ada, link))).toBe(GONE);
		const { secret } = await shown(service);
		const phone = createPhone({ origin: ORIGIN });
		expect(await refusal(arrive(service, { phone, secret }))).toBe('phones.link_gone');
	});
});

test('an account that was said to be in danger meanwhile is not opened by what was asked before', async () => {
	const { service, ada, answer, finish } = await openAsked();
	await answer();
	await service.accounts.demandPassword(ada.account, 'compromised');
	expect(await refusal(finish())).toBe('sign_in.not_accepted');
});

test('where phones are off, nobody signs in with one', async () => {
	const { service, ada } = await open();
	const { secret } = await shown(service);
	const off = restarted(service, { methods: ['totp'] });
	expect(off.phoneSignIn.isOffered).toBe(false);
	expect(await refusal(shown(off))).toBe('phone_sign_in.not_offered');
	expect(await refusal(claimed(off, ada, secret))).toBe('phone_sign_in.not_accepted');
});

test('who signs in with a phone has known no password, so none is demanded', async () => {
	const service = await openService();
	const ada = await phoneMember(service);
	await service.accounts.demandPassword(ada.account, 'compromised');
	const { answer, finish } = await asked(service, ada);
	await answer();
	expect(await finish()).toMatchObject({ verified: true });
});
