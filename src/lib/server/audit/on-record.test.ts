/** What is put on record when something is refused, by the verbs that people call. */
import { expect, test } from 'vitest';

import {
	addTotp,
	attempt,
	authenticator,
	caller,
	enroller,
	member,
	optionsOf,
	passkeyMember,
	PASSWORD,
	signedIn,
	signIn,
	totpMember
} from '../people.fixture.ts';
import { MOST_PER_ACCOUNT } from '../sessions/index.ts';
import { openService, refusal, type Service } from '../testing.fixture.ts';

const OTHER = 'green kettles walk south';

/** All events of everybody and of nobody, oldest first. */
async function onRecord({ stores }: Service) {
	const entries = await stores.auditChain.entries({ after: 0, limit: 1000 });
	return entries.map(({ at: _, sequence: __, mac: ___, details, ...rest }) => ({
		...rest,
		details: JSON.parse(details) as Record<string, unknown>
	}));
}

const lastOf = async (service: Service) => (await onRecord(service)).at(-1);

test('a sign-in that is refused is on record with its reason, and a name that nobody has without it', async () => {
	const service = await openService();
	const { account } = await member(service);
	await refusal(signIn(service, { password: OTHER }));
	expect(await lastOf(service)).toMatchObject({
		code: 'sign_in.failed',
		account,
		...caller,
		details: { method: 'passwords', reason: expect.any(String) as string }
	});
	await refusal(signIn(service, { identifier: 'mistyped', password: OTHER }));
	expect(await lastOf(service)).toMatchObject({
		account: undefined,
		details: { reason: 'no_account' }
	});
	expect(JSON.stringify(await onRecord(service))).not.toMatch(/mistyped|kettles/);
});

test('a guess that is refused by a wait is on record, for its account', async () => {
	const service = await openService({ throttleScale: 1 });
	const { account } = await member(service);
	for (let at = 0; at < 7; at += 1)
		await refusal(signIn(service, { password: OTHER, by: `${at}` }));
	const refused = (await onRecord(service)).filter(({ code }) => code === 'throttle.refused');
	expect(refused).toMatchObject([{ account, ...caller, details: { budget: 'name' } }]);
});

test('a wrong current password at a change of it is on record', async () => {
	const service = await openService();
	const ada = await member(service);
	const wrong = { current: OTHER, next: `${OTHER} again` };
	expect(await refusal(service.passwordChanges.change(enroller(ada), wrong))).toBe(
		'passwords.current_wrong'
	);
	expect(await lastOf(service)).toMatchObject({
		code: 'password.change_failed',
		account: ada.account,
		session: ada.session.id,
		...caller,
		details: { reason: 'wrong_password' }
	});
});

test('the sessions that a change of the password ends are on record', async () => {
	const service = await openService();
	const ada = await member(service);
	await signedIn(service);
	await service.passwordChanges.change(enroller(ada), { current: PASSWORD, next: OTHER });
	expect((await onRecord(service)).slice(-2)).toMatchObject([
		{ code: 'password.changed' },
		{ code: 'sessions.others_ended', details: { count: 1, reason: 'password_changed' } }
	]);
});

test('a session that ends because there are too many is on record, beside the sign-in that ended it', async () => {
	const service = await openService();
	const { account, session } = await member(service);
	const full = { account, proofs: session.proofs, lifetime: 'brief', caller } as const;
	for (let count = 1; count < MOST_PER_ACCOUNT; count += 1) await service.sessions.issue(full);
	const newest = await signedIn(service);
	expect((await onRecord(service)).slice(-2)).toMatchObject([
		{ code: 'sign_in.succeeded', session: newest.session.id },
		{
			code: 'sessions.others_ended',
			account,
			session: newest.session.id,
			details: { count: 1, reason: 'too_many' }
		}
	]);
	expect(await service.sessions.list(account)).toHaveLength(MOST_PER_ACCOUNT);
});

test('a wrong code, and a passkey that is not accepted, at an enrolment are on record', async () => {
	const service = await openService();
	const ada = await member(service);
	const by = enroller(ada);
	const totp = await service.enrolments.begin(by, { method: 'totp' });
	await service.enrolments.finish(by, { id: totp.id, answer: '000000' });
	expect(await lastOf(service)).toMatchObject({
		code: 'enrolment.failed',
		account: ada.account,
		session: ada.session.id,
		details: { method: 'totp' }
	});
	expect(JSON.stringify(await lastOf(service))).not.toContain('000000');
	const passkey = await service.enrolments.begin(by, { method: 'passkeys' });
	const answer = authenticator({ origin: 'https://evil.example' }).create(
		optionsOf(passkey.prompt)
	);
	await service.enrolments.finish(by, { id: passkey.id, answer });
	expect(await lastOf(service)).toMatchObject({
		code: 'enrolment.failed',
		details: { method: 'passkeys' }
	});
});

test('a wrong code by mail, and the end of the codes, are on record', async () => {
	const service = await openService();
	const ada = await member(service);
	const by = enroller(ada);
	const proof = await service.emailProofs.begin(by);
	const right = /\b\d{6}\b/.exec((await service.mails()).at(-1)?.text ?? '')?.[0] ?? '';
	const answer = right === '000000' ? '111111' : '000000';
	await service.emailProofs.answer(by, { id: proof.id, answer });
	expect(await lastOf(service)).toMatchObject({
		code: 'email.proof_failed',
		account: ada.account,
		session: ada.session.id,
		details: { reason: 'wrong_code', left: 2 }
	});
	expect(JSON.stringify(await lastOf(service))).not.toContain(`"${answer}"`);
	for (let at = 1; at < 5; at += 1) await service.emailProofs.begin(by);
	for (let at = 0; at < 3; at += 1)
		expect(await refusal(service.emailProofs.begin(by))).toBe('email_proofs.too_many');
	const refused = (await onRecord(service)).filter(({ code }) => code === 'throttle.refused');
	expect(refused).toMatchObject([{ account: ada.account, details: { budget: 'email_codes' } }]);
});

test('a bad invitation and a refused passkey at sign-up are on record, as nobody’s', async () => {
	const service = await openService({ signUp: 'invitation' });
	const who = { username: 'ada', email: 'ada@example.org', password: PASSWORD };
	await refusal(service.signUp.withPassword({ ...who, invitation: 'stolen' }, attempt()));
	expect(await lastOf(service)).toMatchObject({
		code: 'sign_up.refused',
		account: undefined,
		...caller,
		details: { reason: 'accounts.invitation_invalid' }
	});
	const open = await openService();
	const key = authenticator({ origin: 'https://evil.example' });
	await expect(passkeyMember(open, { key })).rejects.toThrow();
	expect(await lastOf(open)).toMatchObject({ code: 'sign_up.refused', account: undefined });
	expect(JSON.stringify(await onRecord(open))).not.toMatch(/grace|stolen/);
});

test('a step-up that is refused is on record with its session', async () => {
	const service = await openService();
	const ada = await totpMember(service);
	const { id } = await service.stepUp.begin(ada.session);
	const given = { method: 'totp', answer: '000000', token: ada.token };
	await service.stepUp.answer({ id, holder: ada.session.id }, given, caller);
	expect(await lastOf(service)).toMatchObject({
		code: 'step_up.failed',
		account: ada.account,
		session: ada.session.id,
		details: { method: 'totp' }
	});
});

test('a recovery that is refused is on record with what was wrong', async () => {
	const service = await openService();
	const ada = await member(service);
	const { recoveryCodes: [code = ''] = [] } = await addTotp(service, ada);
	const recover = (given: { identifier: string; password: string; code: string }) =>
		refusal(service.signIn.recover(given, attempt()));
	await recover({ identifier: 'ada', password: OTHER, code });
	expect(await lastOf(service)).toMatchObject({
		code: 'recovery.failed',
		account: ada.account,
		details: { method: 'passwords', reason: 'wrong_password' }
	});
	await recover({ identifier: 'nobody', password: OTHER, code });
	expect(await lastOf(service)).toMatchObject({
		account: undefined,
		details: { reason: 'no_account' }
	});
});

test('after all of it the chain verifies', async () => {
	const service = await openService();
	await totpMember(service);
	await refusal(signIn(service, { password: OTHER }));
	const { length: count } = await onRecord(service);
	expect(await service.verifyAudit({})).toMatchObject({ isIntact: true, count });
});
