import { describe, expect, test } from 'vitest';

import {
	addPasskey,
	attempt,
	enroller,
	member,
	passkeyMember,
	PASSWORD,
	totpMember
} from '../people.fixture.ts';
import { openService, racing, refusal, type Service } from '../testing.fixture.ts';

const recover = (
	{ signIn }: Service,
	{ identifier = 'ada', password = PASSWORD, code = '' }: Partial<Record<string, string>>
) => signIn.recover({ identifier, password, code }, attempt());

const codesLeft = async (service: Service, account: Parameters<Service['enrolments']['list']>[0]) =>
	(await service.enrolments.list(account)).find(({ method }) => method === 'recovery-codes')
		?.details['left'];

describe('a recovery code', () => {
	test('signs in beside the password, in a brief session that says how it came about', async () => {
		const service = await openService();
		const ada = await totpMember(service);
		const issued = await recover(service, { code: ada.recoveryCodes[3] });
		expect(issued.session).toMatchObject({
			account: ada.account,
			aal: 2,
			isRecovery: true,
			lifetime: 'brief'
		});
		expect(await service.sessions.check(issued.token)).toEqual(issued.session);
		expect((await service.events(ada.account)).slice(-2)).toMatchObject([
			{ code: 'recovery_code.used', details: { left: 9 } },
			{ code: 'recovery.succeeded', session: issued.session.id }
		]);
	});

	test.each([
		(code: string) => code.toLowerCase(),
		(code: string) => code.replaceAll('-', ''),
		(code: string) => ` ${code.replaceAll('-', ' ')} `,
		(code: string) => code.replaceAll('0', 'O').replaceAll('1', 'l')
	])('is taken as people type it', async (typed) => {
		const service = await openService();
		const ada = await totpMember(service);
		const issued = await recover(service, { code: typed(ada.recoveryCodes[0] ?? '') });
		expect(issued.session.account).toBe(ada.account);
	});

	test('signs in alone where there is no password, and may then replace what was lost', async () => {
		const service = await openService();
		const grace = await passkeyMember(service);
		const code = grace.recoveryCodes[0];
		const issued = await recover(service, { identifier: 'grace', password: '', code });
		expect(issued.session).toMatchObject({ aal: 1, amr: ['otp'], isRecovery: true });
		await service.stepUp.require('change-factors', issued.session);
		const { factor } = await addPasskey(service, issued);
		expect(factor.method).toBe('passkeys');
	});

	test('without the password of an account that has one is not accepted, and not spent', async () => {
		const service = await openService();
		const ada = await totpMember(service);
		const code = ada.recoveryCodes[0];
		for (const password of ['', 'not the password of ada', ` ${PASSWORD}`]) {
			const failed = recover(service, { password, code });
			expect(await refusal(failed)).toBe('sign_in.not_accepted');
		}
		expect(await codesLeft(service, ada.account)).toBe(10);
		expect((await recover(service, { code })).session.account).toBe(ada.account);
	});

	test('of another account, or of an older set, is not accepted', async () => {
		const service = await openService();
		const ada = await totpMember(service);
		const eve = await totpMember(service, 'eve');
		const foreign = recover(service, { code: eve.recoveryCodes[0] });
		expect(await refusal(foreign)).toBe('sign_in.not_accepted');
		await service.enrolments.replaceRecoveryCodes(enroller(ada));
		const old = recover(service, { code: ada.recoveryCodes[0] });
		expect(await refusal(old)).toBe('sign_in.not_accepted');
		expect(await codesLeft(service, eve.account)).toBe(10);
	});

	test('of a disabled account is not accepted, and not spent', async () => {
		const service = await openService();
		const ada = await totpMember(service);
		await service.disable(ada.account);
		const failed = recover(service, { code: ada.recoveryCodes[0] });
		expect(await refusal(failed)).toBe('sign_in.not_accepted');
		expect(await codesLeft(service, ada.account)).toBe(10);
	});

	test('signs in once by 50 at the same time', async () => {
		const service = await openService();
		const ada = await totpMember(service);
		const code = ada.recoveryCodes[0];
		const outcomes = await racing(() => recover(service, { code }));
		expect(outcomes).toEqual({ done: 1, 'sign_in.not_accepted': 49 });
		expect(await codesLeft(service, ada.account)).toBe(9);
		const codes = await service.codesOf(ada.account);
		expect(codes.filter((each) => each === 'recovery.succeeded')).toHaveLength(1);
		expect(codes.filter((each) => each === 'recovery.failed')).toHaveLength(49);
	});
});

test('what does not recover is told alike and costs alike', async () => {
	const service = await openService();
	const ada = await totpMember(service);
	await member(service, 'plain');
	await passkeyMember(service);
	for (const given of [
		{ identifier: 'nobody', code: ada.recoveryCodes[0] },
		{ code: ada.recoveryCodes[0], password: 'not the password of ada' },
		{ code: 'AAAA-BBBB' },
		{ code: 'x'.repeat(100_000) },
		{ code: '' },
		{ identifier: 'plain', code: ada.recoveryCodes[0] },
		{ identifier: 'grace', code: ada.recoveryCodes[0] }
	]) {
		service.work.length = 0;
		expect(await refusal(recover(service, given))).toBe('sign_in.not_accepted');
		expect(service.work).toEqual(['verify']);
	}
	expect(await codesLeft(service, ada.account)).toBe(10);
});

test('an account without a second factor cannot be recovered with the password alone', async () => {
	const service = await openService();
	await member(service);
	expect(await refusal(recover(service, { code: '' }))).toBe('sign_in.not_accepted');
});
