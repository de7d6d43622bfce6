import { describe, expect, test } from 'vitest';

import { addTotp, attempt, caller, challenged, passkeyMember } from '../people.fixture.ts';
import { ACTIONS, mustEnrol } from '../policy/index.ts';
import { awaiting, mailMember, textMember } from '../sent-codes/codes.fixture.ts';
import { openService, refusal, restarted, type Service } from '../testing.fixture.ts';

/** Signs in with the password and a code that was sent. */
async function signedInBy(service: Service, method: 'mail-codes' | 'text-codes') {
	const { ask, answer } = await awaiting(service, { method });
	const verdict = await answer(await ask());
	if (!verdict.verified) throw new Error(verdict.reason);
	return verdict.issued;
}

const allowedOf = async (
	{ stepUp }: Service,
	{ session }: Awaited<ReturnType<typeof signedInBy>>
) => Promise.all(ACTIONS.map((action) => refusal(stepUp.require(action, session))));

describe('a code counts for no more than its AMR says', () => {
	test('by mail the level stays 1, and no value is added', async () => {
		const service = await openService();
		await mailMember(service);
		const { session } = await signedInBy(service, 'mail-codes');
		expect(session).toMatchObject({ aal: 1, amr: ['pwd'] });
	});

	test('by text message it is possession, as `sms`', async () => {
		const service = await openService();
		await textMember(service);
		const { session } = await signedInBy(service, 'text-codes');
		expect(session).toMatchObject({ aal: 2, amr: ['pwd', 'sms', 'mfa'] });
	});

	test('by mail it opens nothing without the password', async () => {
		const service = await openService();
		const { key } = await passkeyMember(service);
		expect(key).toBeDefined();
		const ada = await mailMember(service);
		expect((await challenged(service)).methods).toEqual(['mail-codes', 'recovery-codes']);
		expect(ada.factor.method).toBe('mail-codes');
	});
});

describe('a sensitive action', () => {
	test.each(['mail-codes', 'text-codes'] as const)(
		'is open after a password and %s where the account has nothing stronger',
		async (method) => {
			const service = await openService();
			await (method === 'mail-codes' ? mailMember : textMember)(service);
			const refused = await allowedOf(service, await signedInBy(service, method));
			expect(new Set(refused)).toEqual(new Set(['nothing refused']));
		}
	);

	test.each(['mail-codes', 'text-codes'] as const)(
		'asks for something stronger than %s where the account has it, and for nothing weaker',
		async (method) => {
			const service = await openService();
			const ada = await (method === 'mail-codes' ? mailMember : textMember)(service);
			await addTotp(service, ada);
			const issued = await signedInBy(service, method);
			const refused = await allowedOf(service, issued);
			expect(new Set(refused)).toEqual(new Set(['step-up-required']));
			const { methods } = await service.stepUp.begin(issued.session);
			expect(methods).not.toContain(method);
			expect(methods).toContain('totp');
		}
	);

	test('takes a text message where the operator says so, and mail never', async () => {
		const service = await openService({ strongActions: ['change-email'] });
		const ada = await textMember(service);
		await addTotp(service, ada);
		const issued = await signedInBy(service, 'text-codes');
		const { stepUp } = service;
		expect(await refusal(stepUp.require('change-email', issued.session))).toBe('step-up-required');
		expect(await refusal(stepUp.require('end-sessions', issued.session))).toBe('nothing refused');
	});

	test('of an account with a password and mail alone asks for both again', async () => {
		const service = await openService();
		const ada = await mailMember(service);
		const { methods } = await service.stepUp.begin(ada.session);
		expect(methods).toEqual(['mail-codes', 'recovery-codes']);
	});
});

describe('a method that the operator has taken off', () => {
	test('is neither asked for nor added, and the password alone does not do', async () => {
		const before = await openService();
		await textMember(before);
		const service = restarted(before, { methods: ['totp'] });
		const challenge = await challenged(service);
		expect(challenge.methods).toEqual(['recovery-codes']);
		const asked = service.challenges.prompt(challenge, 'text-codes', caller);
		expect(await refusal(asked)).toBe('challenges.method_not_offered');
		const given = { method: 'text-codes', answer: '123456' };
		const answered = service.signIn.answer(challenge, given, attempt());
		expect(await refusal(answered)).toBe('challenges.method_not_offered');
	});
});

test.each([
	['optional', 'admin', false],
	['administrators', 'member', false],
	['administrators', 'admin', true],
	['everybody', 'member', true]
] as const)(
	'a second factor is %s: a %s without one has to add it: %j',
	async (required, role, must) => {
		const { methods } = await openService();
		expect(mustEnrol({ role, factors: [{ method: 'passwords' }], methods, required })).toBe(must);
		const factors = [{ method: 'passwords' }, { method: 'mail-codes' }];
		expect(mustEnrol({ role, factors, methods, required })).toBe(false);
	}
);
