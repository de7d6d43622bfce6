import { describe, expect, test } from 'vitest';

import { signersOf, verifyReceipt, type KeptReceipt } from '#lib/server/approvals/index.ts';
import type { AccountId, ApprovalId } from '#lib/server/core/ids.ts';
import { storeRefusals } from '../adapters/outage.ts';
import { phoneOf } from '../factors/phones/index.ts';
import { addTotp, caller, challenged, enroller } from '../people.fixture.ts';
import { mailboxProven, provenAddress, returner } from '../recovery/returning.fixture.ts';
import {
	MINUTE,
	openService,
	ORIGIN,
	racing,
	refusal,
	SECOND,
	type Service
} from '../testing.fixture.ts';
import { asked, linkPhone, phoneMember, requestsOf } from './people.fixture.ts';
import { createPhone, type Changes } from './phone.fixture.ts';

/** Somebody whose phone is asked by a browser that has given the password. */
async function asking(verifiesHolder = true) {
	const service = await openService();
	const phone = createPhone({ origin: ORIGIN, verifiesHolder });
	const ada = await phoneMember(service, 'ada', phone);
	const { ref, number, goOn } = await asked(service);
	const { by, list } = await requestsOf(service, ada.factor.id, ada.account);
	const [request] = list;
	if (!request) throw new Error('Nothing is asked.');
	const { requests } = service.phones;
	const answer = (picked = number, changes: Changes = {}) =>
		requests.answer(by, { id: request.id, ...phone.answer(request, picked, changes) });
	const wrong = request.numbers.find((each) => each !== number) ?? '';
	return { service, ada, phone, ref, number, wrong, goOn, by, request, requests, answer };
}

/** A store that cannot be reached. */
const away = (): Promise<never> => Promise.reject(storeRefusals.unavailable());

const receiptOf = async ({ service, request }: Awaited<ReturnType<typeof asking>>) =>
	(await service.stores.receipts.find(request.id)) as KeptReceipt;

const disownedOf = async (service: Service, account: AccountId) =>
	(await service.codesOf(account)).filter((code) => code === 'approval.disowned');

describe('a browser that begins anew', () => {
	test('withdraws what it asked: the phone has the new request alone', async () => {
		const { service, ada, request, answer, goOn } = await asking();
		const again = await challenged(service);
		const { list: between } = await requestsOf(service, ada.factor.id, ada.account);
		expect(between).toEqual([]);
		await service.challenges.prompt(again, 'phones', caller);
		const { list } = await requestsOf(service, ada.factor.id, ada.account);
		expect(list).toHaveLength(1);
		expect(list[0]?.id).not.toBe(request.id);
		expect(await refusal(answer())).toBe('approvals.gone');
		expect(await goOn()).toMatchObject({ verified: false, reason: 'expired' });
	});

	test('withdraws what it asks under its other challenge', async () => {
		const { service, ada, ref } = await asking();
		const again = await challenged(service);
		await service.challenges.prompt(again, 'phones', caller);
		await service.challenges.prompt(ref, 'phones', caller);
		const { list } = await requestsOf(service, ada.factor.id, ada.account);
		expect(list).toHaveLength(1);
	});

	test('withdraws nothing of another browser, which may be a stranger’s', async () => {
		const { service, ada, request, answer, goOn } = await asking();
		await asked(service, { by: 'thief' });
		const { list } = await requestsOf(service, ada.factor.id, ada.account);
		expect(list.map(({ id }) => id)).toContain(request.id);
		expect(list).toHaveLength(2);
		await answer();
		expect(await goOn()).toMatchObject({ verified: true });
	});
});

describe('a phone that is asked', () => {
	test('shows who asks, what for, and from where, and not which number is right', async () => {
		const { request, number } = await asking();
		expect(request.document).toMatchObject({
			account: 'ada',
			action: 'Sign in to Latchkey',
			origin: ORIGIN,
			address: caller.address,
			purpose: 'sign-in',
			request: request.id
		});
		expect(request.document).not.toHaveProperty('number');
		expect(request.numbers).toHaveLength(3);
		expect(request.numbers).toContain(number);
		expect(new Set(request.numbers).size).toBe(3);
	});

	test('approves, and the browser is signed in by two factors', async () => {
		const { answer, goOn, service, ref } = await asking();
		expect(await service.challenges.progress(ref, 'phones')).toBe('waiting');
		expect(await answer()).toEqual({ answer: 'approved' });
		expect(await service.challenges.progress(ref, 'phones')).toBe('answered');
		expect(await goOn()).toMatchObject({
			verified: true,
			issued: { session: { aal: 2, amr: ['pwd', 'mca', 'user', 'mfa', 'hwk'] } }
		});
	});

	test('counts as something that is had where it cannot verify who holds it', async () => {
		const { answer, goOn, request } = await asking(false);
		expect(request).not.toHaveProperty('credential');
		await answer();
		expect(await goOn()).toMatchObject({
			verified: true,
			proof: { authenticator: 'single-factor-approval', key: 'swk' }
		});
	});

	test('lets nobody in before it has answered, and that costs no try', async () => {
		const { goOn, answer } = await asking();
		for (let at = 0; at < 9; at += 1)
			expect(await goOn()).toMatchObject({ verified: false, reason: 'waiting', attemptsLeft: 5 });
		await answer();
		expect(await goOn()).toMatchObject({ verified: true });
	});

	test('declines', async () => {
		const { requests, by, request, goOn, service, ada, answer } = await asking();
		await requests.decline(by, request.id);
		expect(await refusal(answer())).toBe('approvals.gone');
		expect(await goOn()).toMatchObject({ verified: false, reason: 'declined' });
		expect(await service.codesOf(ada.account)).toContain('approval.declined');
	});

	test.each(['sign-in', 'step-up'])('declines a %s on record once', async (purpose) => {
		const { service, ada, requests, by, request, goOn } = await asking();
		const before = (await service.codesOf(ada.account)).length;
		if (purpose === 'sign-in') {
			await requests.decline(by, request.id);
			await goOn();
		} else {
			const challenge = await service.stepUp.begin(ada.issued.session);
			await service.challenges.prompt(challenge, 'phones', caller);
			const { list } = await requestsOf(service, ada.factor.id, ada.account);
			const own = list.find(({ document }) => document.purpose === 'step-up');
			await requests.decline(by, own?.id ?? '');
			const given = { method: 'phones', answer: '', token: ada.issued.token };
			expect(await service.stepUp.answer(challenge, given, caller)).toMatchObject({
				reason: 'declined'
			});
		}
		const codes = await service.codesOf(ada.account);
		expect(codes.length - before).toBe(1);
		expect(codes).toContain('approval.declined');
	});

	test('declines by a wrong number, and the right one comes too late', async () => {
		const { answer, wrong, goOn } = await asking();
		expect(await answer(wrong)).toEqual({ answer: 'wrong-number' });
		expect(await refusal(answer())).toBe('approvals.gone');
		expect(await goOn()).toMatchObject({ verified: false, reason: 'wrong_number' });
	});

	test('ends the attempt by “this was not me”, and its owner is told', async () => {
		const { requests, by, request, goOn, service, ada } = await asking();
		await requests.disown(by, request.id);
		expect(await refusal(goOn())).toBe('challenges.gone');
		expect(await service.codesOf(ada.account)).toContain('approval.disowned');
	});

	test('says what it is about, also where it is to let somebody back in', async () => {
		const service = await openService();
		const ada = await provenAddress(service, await phoneMember(service));
		const mailbox = await mailboxProven(service);
		const challenge = await service.recoveries.challenge(mailbox, returner());
		await service.challenges.prompt(challenge, 'phones', caller);
		const { list } = await requestsOf(service, ada.factor.id, ada.account);
		expect(list[0]?.document.action).toBe('Get back into your account at Latchkey');
	});

	test('is left with one request by fifty prompts at once', async () => {
		const service = await openService();
		const ada = await phoneMember(service);
		const challenge = await challenged(service);
		const prompts = await racing(() => service.challenges.prompt(challenge, 'phones', caller));
		expect(prompts['done']).toBeGreaterThan(1);
		const { list } = await requestsOf(service, ada.factor.id, ada.account);
		expect(list).toHaveLength(1);
		const shown = await service.challenges.look(challenge, 'phones');
		expect(list[0]?.numbers).toContain(shown?.kind === 'approval' ? shown.number : '');
	});

	test('ends the session that asked for a step-up by “this was not me”', async () => {
		const service = await openService();
		const ada = await phoneMember(service);
		const challenge = await service.stepUp.begin(ada.issued.session);
		await service.challenges.prompt(challenge, 'phones', caller);
		const { by, list } = await requestsOf(service, ada.factor.id, ada.account);
		await service.phones.requests.disown(by, list[0]?.id ?? '');
		expect(await service.sessions.check(ada.issued.token)).toBeUndefined();
	});

	test('says “this was not me” fifty times at once, and it is on record once', async () => {
		const { service, ada, requests, by, request } = await asking();
		expect(await racing(() => requests.disown(by, request.id))).toMatchObject({ done: 1 });
		expect(await disownedOf(service, ada.account)).toHaveLength(1);
	});

	test.each<[string, (service: Service) => () => void]>([
		[
			'the challenge',
			({ pending }) => {
				const { take } = pending;
				pending.take = away;
				return () => void (pending.take = take);
			}
		],
		[
			'the session',
			({ stores: { sessions } }) => {
				const { revoke } = sessions;
				sessions.revoke = away;
				return () => void (sessions.revoke = revoke);
			}
		],
		[
			'the request',
			({ stores: { approvals } }) => {
				const { settle } = approvals;
				approvals.settle = away;
				return () => void (approvals.settle = settle);
			}
		],
		[
			'what goes on record',
			({ stores: { audit } }) => {
				const { append } = audit;
				audit.append = away;
				return () => void (audit.append = append);
			}
		]
	])(
		'can say “this was not me” again where %s could not be ended, and it is on record once',
		async (_name, breaking) => {
			const service = await openService();
			const ada = await phoneMember(service);
			const challenge = await service.stepUp.begin(ada.issued.session);
			await service.challenges.prompt(challenge, 'phones', caller);
			const { by, list } = await requestsOf(service, ada.factor.id, ada.account);
			const disown = () => service.phones.requests.disown(by, list[0]?.id ?? '');
			const mend = breaking(service);
			expect(await refusal(disown())).toBe('stores.unavailable');
			mend();
			service.clock.advance(10 * SECOND);
			await disown();
			expect(await disownedOf(service, ada.account)).toHaveLength(1);
			expect(await refusal(disown())).toBe('approvals.gone');
			expect(await disownedOf(service, ada.account)).toHaveLength(1);
			expect(await service.sessions.check(ada.issued.token)).toBeUndefined();
			expect(await refusal(disown())).toBe('approvals.gone');
		}
	);

	test('is asked no more after two minutes', async () => {
		const { service, answer, goOn, by, requests } = await asking();
		service.clock.advance(2 * MINUTE);
		expect(await refusal(answer())).toBe('approvals.gone');
		expect(await requests.list(by.phone)).toEqual([]);
		expect(await goOn()).toMatchObject({ verified: false, reason: 'expired' });
	});

	test('is asked one thing at a time by one browser: a new request ends the one before', async () => {
		const { service, ref, answer, by, requests, request } = await asking();
		await service.challenges.prompt(ref, 'phones', caller);
		expect(await refusal(answer())).toBe('approvals.gone');
		const [next, ...more] = await requests.list(by.phone);
		expect(more).toEqual([]);
		expect(next?.id).not.toBe(request.id);
	});

	test('is not asked before a first proof, nor by looking at the page', async () => {
		const service = await openService();
		const ada = await phoneMember(service);
		const ref = await challenged(service);
		expect(await service.challenges.look(ref, 'phones')).toBeUndefined();
		expect((await requestsOf(service, ada.factor.id, ada.account)).list).toEqual([]);
		const shown = await service.challenges.prompt(ref, 'phones', caller);
		expect(await service.challenges.look(ref, 'phones')).toEqual(shown);
		expect((await requestsOf(service, ada.factor.id, ada.account)).list).toHaveLength(1);
	});

	test('is not flooded: five requests, then one each five minutes, from wherever', async () => {
		const service = await openService({ throttleScale: 1 });
		await phoneMember(service);
		const ask = async (by: string) => {
			const ref = await challenged(service, { by });
			return refusal(service.challenges.prompt(ref, 'phones', { ...caller, address: by }));
		};
		const answers = [];
		for (let at = 1; at <= 7; at += 1) answers.push(await ask(`198.51.100.${at}`));
		expect(answers).toEqual([
			...Array.from({ length: 5 }, () => 'nothing refused'),
			'throttling.wait',
			'throttling.wait'
		]);
		service.clock.advance(5 * MINUTE);
		expect(await ask('198.51.100.8')).toBe('nothing refused');
	});
});

describe('an approval', () => {
	test('counts once, however often the browser goes on', async () => {
		const { answer, goOn } = await asking();
		await answer();
		const outcomes = await racing(goOn, ({ verified }) => (verified ? 'verified' : 'wrong'));
		expect(outcomes['verified']).toBe(1);
	});

	test('of 50 answers at the same time one counts', async () => {
		const { answer, requests, by, request, goOn } = await asking();
		const outcomes = await racing(
			async (at) => (at % 2 === 0 ? answer() : requests.decline(by, request.id)),
			(given) => given?.answer ?? 'declined'
		);
		expect((outcomes['approved'] ?? 0) + (outcomes['declined'] ?? 0)).toBe(1);
		expect(outcomes['approvals.gone']).toBe(49);
		expect(await goOn()).toMatchObject({ verified: outcomes['approved'] === 1 });
	});

	test.each<[string, Changes]>([
		['another action', { document: { action: 'Sign in to the newsletter' } }],
		['another account', { document: { account: 'eve' } }],
		['another origin', { document: { origin: 'https://evil.example' } }],
		['another address', { document: { address: '127.0.0.1' } }],
		['another moment', { document: { askedAt: '2100-01-01T00:00:00.000Z' } }],
		['another nonce', { document: { nonce: 'x' } }],
		['another request', { document: { request: 'apr_x' } }]
	])('of %s than was asked is none', async (_name, changes) => {
		const { answer, number, goOn } = await asking();
		expect(await refusal(answer(number, changes))).toBe('approvals.not_signed');
		expect(await goOn()).toMatchObject({ reason: 'waiting' });
	});

	test('without the authenticator’s word, or without its holder, is none', async () => {
		const { answer, number } = await asking();
		expect(await refusal(answer(number, { withoutAssertion: true }))).toBe('approvals.not_signed');
		expect(await refusal(answer(number, { isUserVerified: false }))).toBe('approvals.not_signed');
		expect(await answer()).toEqual({ answer: 'approved' });
	});

	test('by a counter that has gone back is none', async () => {
		const { service, ada, number, by } = await asking();
		const { credential, ...state } = phoneOf(by.phone);
		if (!credential) throw new Error('It has no authenticator.');
		const ahead = { ...state, credential: { ...credential, counter: 7 } };
		await service.factors.replace(by.phone, { state: ahead });
		const { by: now, list } = await requestsOf(service, ada.factor.id, ada.account);
		const [request] = list;
		if (!request) throw new Error('Nothing is asked.');
		const { requests } = service.phones;
		const sent = (counter: number) => {
			const given = ada.phone.answer(request, number, { counter });
			return requests.answer(now, { id: request.id, ...given });
		};
		for (const counter of [0, 6, 7])
			expect(await refusal(sent(counter))).toBe('approvals.not_signed');
		expect(await sent(8)).toEqual({ answer: 'approved' });
	});

	test('by another credential’s id is none', async () => {
		const { by, requests, request, phone, number } = await asking();
		const { assertion, ...given } = phone.answer(request, number);
		const other = { ...assertion, id: 'b3RoZXI', rawId: 'b3RoZXI' };
		const sent = requests.answer(by, { id: request.id, ...given, assertion: other });
		expect(await refusal(sent)).toBe('approvals.not_signed');
	});

	test('by a phone that was removed meanwhile lets nobody in', async () => {
		const { service, ada, answer, goOn } = await asking();
		const { issued } = await addTotp(service, ada.issued);
		await answer();
		await service.enrolments.remove(enroller(issued), ada.factor.id);
		expect(await goOn()).toMatchObject({ verified: false, reason: 'unknown_phone' });
	});

	test('by another account’s phone is none, whatever it signs', async () => {
		const { service, number, request } = await asking();
		const mallory = await phoneMember(service, 'mallory', createPhone({ origin: ORIGIN }));
		const { by } = await requestsOf(service, mallory.factor.id, mallory.account);
		const given = mallory.phone.answer(request, number);
		const { requests } = service.phones;
		expect(await requests.list(by.phone)).toEqual([]);
		expect(await refusal(requests.answer(by, { id: request.id, ...given }))).toBe('approvals.gone');
		expect(await refusal(requests.decline(by, request.id))).toBe('approvals.gone');
		expect(await refusal(requests.disown(by, request.id))).toBe('approvals.gone');
	});

	test('of one request does not answer the next', async () => {
		const { service, answer, goOn, phone, number, request, by } = await asking();
		await answer();
		await goOn();
		const second = await asked(service, { by: 'another' });
		const [next] = await service.phones.requests.list(by.phone);
		const replayed = { ...phone.answer(request, number), number: second.number };
		const sent = service.phones.requests.answer(by, { id: next?.id ?? '', ...replayed });
		expect(await refusal(sent)).toBe('approvals.not_signed');
	});

	test('by the one of two phones that was asked second is as good', async () => {
		const { service, ada, number, goOn } = await asking();
		const second = await linkPhone(service, ada.issued, createPhone({ origin: ORIGIN }));
		const { by, list } = await requestsOf(service, second.factor.id, ada.account);
		const [request] = list;
		if (!request) throw new Error('Nothing is asked.');
		await service.phones.requests.answer(by, {
			id: request.id,
			...second.phone.answer(request, number)
		});
		expect(await goOn()).toMatchObject({ verified: true, proof: { factor: second.factor.id } });
	});

	test('does not sign in alone', async () => {
		const service = await openService();
		const ada = await phoneMember(service);
		const phones = service.methods.find(({ id }) => id === 'phones');
		expect(phones?.standsAlone).toBeUndefined();
		expect(phones?.discovery).toBeUndefined();
		const removed = service.enrolments.removalRefusal(ada.account, ada.factor.id);
		expect(await removed).not.toBe('enrolment.last_way_in');
	});
});

describe('a receipt', () => {
	async function approved() {
		const all = await asking();
		await all.answer();
		await all.goOn();
		return receiptOf(all);
	}

	test('is kept of each approval that was used, and proves itself', async () => {
		const kept = await approved();
		expect(await verifyReceipt(kept.receipt)).toEqual({ isGenuine: true, isUserVerified: true });
		expect(kept.receipt.document).toMatchObject({ account: 'ada', purpose: 'sign-in' });
	});

	test('of a phone without an authenticator proves that', async () => {
		const all = await asking(false);
		await all.answer();
		await all.goOn();
		const { receipt } = await receiptOf(all);
		expect(await verifyReceipt(receipt)).toEqual({ isGenuine: true, isUserVerified: false });
	});

	test('is not kept of what nobody went on with', async () => {
		const all = await asking();
		await all.answer();
		expect(await receiptOf(all)).toBeUndefined();
	});

	test('with one character changed, anywhere in what was shown, is none', async () => {
		const { receipt } = await approved();
		const { document } = receipt;
		for (const name of Object.keys(document) as (keyof typeof document)[]) {
			const text = document[name] ?? '';
			const changed = `${text.slice(0, -1)}${text.endsWith('x') ? 'y' : 'x'}`;
			const forged = { ...receipt, document: { ...document, [name]: changed } };
			expect(await verifyReceipt(forged), name).toMatchObject({ isGenuine: false });
		}
	});

	test('is genuine by the phone and the authenticator that were linked, and by no other', async () => {
		const all = await asking();
		const { service, ada, request, number } = all;
		await all.answer();
		await all.goOn();
		const { receipt } = await receiptOf(all);
		const linked = (await service.events(ada.account)).find(
			({ code }) => code === 'factor.enrolled'
		);
		const { phone, authenticator } = linked?.details as Record<string, string>;
		expect(signersOf(receipt)).toEqual({ phone, authenticator });
		expect(await verifyReceipt(receipt, { phone, authenticator })).toMatchObject({
			isGenuine: true
		});

		// Somebody has the key of the phone, and an authenticator of their own.
		const thief = createPhone({ origin: ORIGIN });
		const eve = await phoneMember(service, 'eve', thief);
		const { by } = await requestsOf(service, eve.factor.id, eve.account);
		const { credential } = phoneOf(by.phone);
		if (!credential || !receipt.authenticator) throw new Error('No holder is verified.');
		const { assertion = {} } = thief.answer(
			{ ...request, credential: { id: '', rpId: '' } },
			number
		);
		const { publicKey, algorithm, isBackupEligible, userHandle } = credential;
		const own = { publicKey, algorithm, isBackupEligible, userHandle, assertion };
		const forged = { ...receipt, authenticator: { ...receipt.authenticator, ...own } };
		expect(await verifyReceipt(forged)).toMatchObject({ isGenuine: true });
		expect(await verifyReceipt(forged, { phone, authenticator })).toEqual({
			isGenuine: false,
			reason: 'another_authenticator'
		});
		expect(await verifyReceipt(receipt, { phone: thief.name })).toEqual({
			isGenuine: false,
			reason: 'another_phone'
		});
		const bare = { ...receipt, authenticator: undefined };
		expect(await verifyReceipt(bare, { phone, authenticator })).toMatchObject({
			reason: 'another_authenticator'
		});
	});

	test('with a signature or key that is another’s is none', async () => {
		const { receipt } = await approved();
		const other = createPhone({ origin: ORIGIN });
		const { phone, authenticator } = receipt;
		const forgeries = [
			{ ...receipt, phone: { ...phone, key: other.key } },
			{ ...receipt, phone: { key: other.key, signature: other.signed('anything') } },
			{ ...receipt, phone: { ...phone, signature: '' } },
			...(authenticator
				? [
						{ ...receipt, authenticator: { ...authenticator, rpId: 'evil.example' } },
						{ ...receipt, authenticator: { ...authenticator, assertion: {} } }
					]
				: [])
		];
		for (const forged of forgeries)
			expect(await verifyReceipt(forged)).toMatchObject({ isGenuine: false });
		expect(forgeries).toHaveLength(5);
	});
});

describe('a call of a phone', () => {
	const path = '/api/v1/phone/requests';
	const body = '{}';

	async function calling() {
		const service = await openService();
		const ada = await phoneMember(service);
		const at = service.clock.now();
		const header = ada.phone.header({ path, body }, { at });
		const call = (changes: object = {}) =>
			service.phones.authenticate({
				method: 'POST',
				path,
				body: Buffer.from(body),
				signed: header,
				...changes
			});
		return { service, ada, header, at, call };
	}

	test('is the phone’s when its key has signed it', async () => {
		const { call, ada } = await calling();
		expect(await call()).toMatchObject({ id: ada.factor.id, account: ada.account });
	});

	test('counts once, however often it is sent', async () => {
		const { call } = await calling();
		expect(await racing(() => call())).toEqual({ done: 1, 'phones.call_not_accepted': 49 });
	});

	test.each<[string, object]>([
		['another body', { body: Buffer.from('{"a":1}') }],
		['another path', { path: '/api/v1/phone/requests/x/answer' }],
		['another method', { method: 'GET' }],
		['no signature', { signed: null }],
		['nonsense', { signed: 'a.b.c.d' }]
	])('with %s is refused, and uses nothing up', async (_name, changes) => {
		const { call } = await calling();
		expect(await refusal(call(changes))).toBe('phones.call_not_accepted');
		expect(await refusal(call())).toBe('nothing refused');
	});

	test('is fresh for a minute, by either clock', async () => {
		const { service, ada } = await calling();
		const sent = (ms: number) => {
			const at = new Date(service.clock.now().getTime() + ms);
			const signed = ada.phone.header({ path, body }, { at });
			return refusal(
				service.phones.authenticate({ method: 'POST', path, body: Buffer.from(body), signed })
			);
		};
		expect(await sent(59 * SECOND)).toBe('nothing refused');
		expect(await sent(-59 * SECOND)).toBe('nothing refused');
		expect(await sent(61 * SECOND)).toBe('phones.call_not_accepted');
		expect(await sent(-61 * SECOND)).toBe('phones.call_not_accepted');
	});

	test('of a phone that was removed is refused', async () => {
		const { service, ada, call } = await calling();
		const { issued } = await addTotp(service, ada.issued);
		await service.enrolments.remove(enroller(issued), ada.factor.id);
		expect(await refusal(call())).toBe('phones.not_linked');
	});
});

test('an id of a request is known by its own account only', async () => {
	const { service, ada } = await asking();
	const id = 'apr_nothing' as ApprovalId;
	expect(await refusal(service.approvals.get(ada.account, id))).toBe('approvals.gone');
});
