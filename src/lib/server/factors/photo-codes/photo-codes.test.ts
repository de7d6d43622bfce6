import { describe, expect, test } from 'vitest';

import {
	addTotp,
	attempt,
	caller,
	challenged,
	enroller,
	member,
	otherThan
} from '../../people.fixture.ts';
import { linkPhone, phoneMember } from '../../phones/people.fixture.ts';
import { createPhone, type FakePhone } from '../../phones/phone.fixture.ts';
import {
	MINUTE,
	openService,
	ORIGIN,
	racing,
	refusal,
	restarted,
	SECOND,
	type Service
} from '../../testing.fixture.ts';

const METHOD = 'photo-codes';

type Ref = Awaited<ReturnType<typeof challenged>>;

/** The picture that the browser shows, as it shows it. */
async function shown(service: Service, ref: Ref) {
	const prompt = await service.challenges.look(ref, METHOD, caller);
	if (prompt?.kind !== 'photo') throw new Error('No picture is shown.');
	return prompt;
}

async function read(phone: FakePhone, url: string) {
	const document = await phone.read(url);
	if (!document) throw new Error('That picture is not for this phone.');
	return document;
}

const answer = (service: Service, ref: Ref, given: string, by = 'browser') =>
	service.signIn.answer(ref, { method: METHOD, answer: given }, attempt(by));

/** Somebody whose browser shows a picture, after the password. */
async function asking(throttleScale = 10_000) {
	const service = await openService({ throttleScale });
	const phone = createPhone({ origin: ORIGIN });
	const ada = await phoneMember(service, 'ada', phone);
	const ref = await challenged(service);
	const prompt = await shown(service, ref);
	const document = await read(phone, prompt.url);
	const code = await phone.code(document);
	return { service, phone, ada, ref, prompt, document, code };
}

describe('a photo code', () => {
	test('signs in as something that is had, by a key in software', async () => {
		const { service, ref, code } = await asking();
		expect(await answer(service, ref, code)).toMatchObject({
			verified: true,
			proof: { method: METHOD, authenticator: 'single-factor-otp', key: 'swk' },
			issued: { session: { aal: 2, amr: ['pwd', 'otp', 'swk', 'mfa'] } }
		});
	});

	test('is nine digits, and may be typed in threes', async () => {
		const { service, ref, code } = await asking();
		expect(code).toMatch(/^\d{9}$/);
		const typed = code.replace(/(...)(...)(...)/, '$1 $2 $3');
		expect(await answer(service, ref, typed)).toMatchObject({ verified: true });
	});

	test('covers what the phone shows: who asks, what for, from where, and for which service', async () => {
		const { document, phone, code } = await asking();
		expect(document).toMatchObject({
			action: 'Sign in to Latchkey',
			account: 'ada',
			origin: ORIGIN,
			address: caller.address,
			purpose: 'sign-in'
		});
		for (const name of Object.keys(document))
			expect(await phone.code({ ...document, [name]: `${document[name]}.` })).not.toBe(code);
	});

	test('steps a session up', async () => {
		const { service, phone, ada } = await asking();
		const { session, token } = ada.issued;
		const ref = await service.stepUp.begin(session);
		expect(ref.methods).toContain(METHOD);
		const document = await read(phone, (await shown(service, ref)).url);
		expect(document['purpose']).toBe('step-up');
		const given = { method: METHOD, answer: await phone.code(document), token };
		expect(await service.stepUp.answer(ref, given, caller)).toMatchObject({ verified: true });
	});
});

describe('a picture', () => {
	test('is shown to the browser that gave the password, and to no other', async () => {
		const { service, ref } = await asking();
		const thief = { ...ref, holder: attempt('thief').holder };
		expect(await refusal(service.challenges.look(thief, METHOD, caller))).toBe('challenges.gone');
	});

	test('is read by the phone that it is for, and by no other', async () => {
		const { service, prompt } = await asking();
		const grace = createPhone({ origin: ORIGIN });
		await phoneMember(service, 'grace', grace);
		expect(await grace.read(prompt.url)).toBeUndefined();
	});

	test('is read by each phone of the account, and each has a code of its own', async () => {
		const { service, phone, ada } = await asking();
		const second = createPhone({ origin: ORIGIN });
		await linkPhone(service, ada.issued, second);
		const ref = await challenged(service);
		const { url } = await shown(service, ref);
		const codes = [
			await phone.code(await read(phone, url)),
			await second.code(await read(second, url))
		];
		expect(codes[0]).not.toBe(codes[1]);
		expect(await answer(service, ref, codes[1] ?? '')).toMatchObject({ verified: true });
	});

	test('of more phones than it has room for is for those that were used last', async () => {
		const { service, ada } = await asking();
		let owner = ada.issued;
		const phones: FakePhone[] = [];
		for (let at = 0; at < 4; at += 1) {
			service.clock.advance(SECOND);
			const phone = createPhone({ origin: ORIGIN });
			({ issued: owner } = await linkPhone(service, owner, phone));
			phones.push(phone);
		}
		const { url } = await shown(service, await challenged(service));
		expect(await ada.phone.read(url)).toBeUndefined();
		for (const phone of phones) expect(await phone.read(url)).toBeDefined();
	});

	test('with one changed byte is read by nobody', async () => {
		const { prompt, phone } = await asking();
		const [address = '', packed = ''] = prompt.url.split('#');
		const bytes = Buffer.from(packed, 'base64url');
		for (const at of [2, 17, 18, 65, 66, bytes.length - 1]) {
			const changed = Buffer.from(bytes);
			changed[at] = (changed[at] ?? 0) ^ 1;
			expect(await phone.read(`${address}#${changed.toString('base64url')}`)).toBeUndefined();
		}
	});

	test('holds its request in its fragment, which is not sent', async () => {
		const { prompt } = await asking();
		const { origin, pathname, search, hash } = new URL(prompt.url);
		expect({ origin, pathname, search }).toEqual({
			origin: ORIGIN,
			pathname: '/phone/code',
			search: ''
		});
		expect(hash).toMatch(/^#[\w-]+$/);
		expect(prompt.qr).toContain('<svg');
	});

	test('is coarse enough to be read off a screen', async () => {
		const { prompt } = await asking();
		const modules = Number(/viewBox="0 0 (\d+)/.exec(prompt.qr)?.[1]) - 8;
		expect(modules).toBeLessThanOrEqual(77);
	});

	test('stays the same when the page is loaded again, until somebody asks for another', async () => {
		const { service, ref, prompt, code } = await asking();
		expect(await shown(service, ref)).toEqual(prompt);
		const next = await service.challenges.prompt(ref, METHOD, caller);
		expect(next).not.toEqual(prompt);
		expect(await shown(service, ref)).toEqual(next);
		expect(await answer(service, ref, code)).toMatchObject({ reason: 'wrong_code' });
	});

	test('disturbs nobody, and is counted for nobody', async () => {
		const { service, ref } = await asking(1);
		for (let at = 0; at < 20; at += 1) await service.challenges.prompt(ref, METHOD, caller);
	});
});

describe('a photo code is refused', () => {
	test('when it is used again', async () => {
		const { service, ref, code } = await asking();
		await answer(service, ref, code);
		expect(await refusal(answer(service, ref, code))).toBe('challenges.gone');
		const next = await challenged(service);
		await shown(service, next);
		expect(await answer(service, next, code)).toMatchObject({ reason: 'wrong_code' });
	});

	test('of 50 parallel callers but for one', async () => {
		const { service, ref, code } = await asking();
		const outcomes = await racing(
			() => answer(service, ref, code),
			({ verified }) => (verified ? 'in' : 'out')
		);
		expect(outcomes['in']).toBe(1);
	});

	test('for another challenge, and for another purpose', async () => {
		const { service, ref, phone, ada, code } = await asking();
		const other = await challenged(service, { by: 'thief' });
		await shown(service, other);
		expect(await answer(service, other, code, 'thief')).toMatchObject({ reason: 'wrong_code' });
		const stepUp = await service.stepUp.begin(ada.issued.session);
		const document = await read(phone, (await shown(service, stepUp)).url);
		const given = await phone.code(document);
		expect(await answer(service, ref, given)).toMatchObject({ reason: 'wrong_code' });
	});

	test('when the phone has shown another text than was asked', async () => {
		const { service, ref, phone, document } = await asking();
		const code = await phone.code({ ...document, action: 'Win a prize' });
		expect(await answer(service, ref, code)).toMatchObject({ reason: 'wrong_code' });
	});

	test('of another account’s phone', async () => {
		const { service, ref, document } = await asking();
		const grace = createPhone({ origin: ORIGIN });
		await phoneMember(service, 'grace', grace);
		expect(await answer(service, ref, await grace.code(document))).toMatchObject({
			reason: 'wrong_code'
		});
	});

	test('of a phone that was linked after the picture was drawn', async () => {
		const { service, ref, ada, document, code } = await asking();
		const late = createPhone({ origin: ORIGIN });
		await linkPhone(service, ada.issued, late);
		const given = await late.code(document);
		expect(await answer(service, ref, given)).toMatchObject({ reason: 'wrong_code' });
		expect(await answer(service, ref, code)).toMatchObject({ verified: true });
	});

	test('two minutes after the picture was drawn, and another picture is shown', async () => {
		const { service, ref, prompt, code, phone } = await asking();
		service.clock.advance(2 * MINUTE - 1);
		expect(await shown(service, ref)).toEqual(prompt);
		service.clock.advance(1);
		expect(await answer(service, ref, code)).toMatchObject({ reason: 'picture_gone' });
		const document = await read(phone, (await shown(service, ref)).url);
		expect(await answer(service, ref, await phone.code(document))).toMatchObject({
			verified: true
		});
	});

	test('after three wrong ones for its picture, and another picture is shown', async () => {
		const { service, ref, prompt, code, phone } = await asking();
		const reasons: string[] = [];
		for (let at = 0; at < 3; at += 1) {
			const verdict = await answer(service, ref, wrong(code));
			reasons.push(verdict.verified ? 'in' : verdict.reason);
		}
		expect(reasons).toEqual(['wrong_code', 'wrong_code', 'picture_spent']);
		expect(await answer(service, ref, code)).toMatchObject({ reason: 'picture_gone' });
		const next = await shown(service, ref);
		expect(next.url).not.toBe(prompt.url);
		const given = await phone.code(await read(phone, next.url));
		// Five attempts are all that a challenge has, whatever its pictures.
		expect(await answer(service, ref, given)).toMatchObject({ verified: true });
	});

	test('of 50 parallel wrong ones no more than three are judged', async () => {
		const { service, ref, code } = await asking();
		const outcomes = await racing(
			() => answer(service, ref, wrong(code)),
			(verdict) => (verdict.verified ? 'in' : verdict.reason)
		);
		const { wrong_code = 0, picture_spent = 0, picture_gone = 0 } = outcomes;
		expect(wrong_code + picture_spent).toBe(3);
		expect(picture_gone).toBe(2);
	});

	test('of a phone that was removed, whose account is asked for something else', async () => {
		const { service, ref, code, ada } = await asking();
		const { issued } = await addTotp(service, ada.issued);
		await service.enrolments.remove(enroller(issued), ada.factor.id);
		expect(await answer(service, ref, code)).toMatchObject({ reason: 'wrong_code' });
		expect((await challenged(service)).methods).not.toContain(METHOD);
	});

	test('when no picture was shown', async () => {
		const { service, code } = await asking();
		const ref = await challenged(service);
		expect(await answer(service, ref, code)).toMatchObject({ reason: 'picture_gone' });
	});

	test('when it is no code at all', async () => {
		const { service, ref, code } = await asking();
		for (const given of ['', code.slice(1), `${code}0`])
			expect(await answer(service, ref, given)).toMatchObject({ reason: 'malformed' });
	});
});

describe('guessing at photo codes', () => {
	test('goes on the account’s count, over new challenges and new pictures', async () => {
		const { service } = await asking(1);
		const codes: string[] = [];
		for (let round = 0; round < 3; round += 1) {
			const ref = await challenged(service);
			for (let at = 0; at < 3; at += 1) {
				await service.challenges.prompt(ref, METHOD, caller);
				codes.push(await refusal(answer(service, ref, '000000000')));
			}
		}
		expect(codes.slice(0, 5)).toEqual(Array(5).fill('nothing refused'));
		expect(new Set(codes.slice(5))).toEqual(new Set(['throttling.wait']));
	});
});

describe('who is offered photo codes', () => {
	test('has a linked phone', async () => {
		const service = await openService();
		const ada = await member(service);
		await addTotp(service, ada);
		expect((await challenged(service)).methods).not.toContain(METHOD);
	});

	test('is asked for nothing of that where the operator has it off', async () => {
		const { service, ref, code } = await asking();
		const without = restarted(service, { methods: ['phones', 'totp'] });
		expect(await refusal(answer(without, ref, code))).toBe('challenges.method_not_offered');
		expect((await challenged(without)).methods).not.toContain(METHOD);
	});

	test('has nothing to enrol and nothing to remove', async () => {
		const { service, ada } = await asking();
		const begun = service.enrolments.begin(enroller(ada.issued), { method: METHOD });
		expect(await refusal(begun)).toBe('enrolment.method_unknown');
		const own = await service.enrolments.list(ada.account);
		expect(own.map(({ method }) => method)).not.toContain(METHOD);
	});
});

/** Well formed, and not the right one. */
function wrong(code: string): string {
	return code.slice(0, 3) + otherThan(code.slice(3));
}
