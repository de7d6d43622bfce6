import { beforeEach, describe, expect, test } from 'vitest';

import { Refusal } from '../core/refusal.ts';
import {
	addPasskey,
	attempt,
	challenged,
	enroller,
	member,
	PASSWORD,
	passkeyMember,
	signIn,
	signedIn,
	signInByPasskey,
	totpMember
} from '../people.fixture.ts';
import { MINUTE, openService, racing, refusal, type Service } from '../testing.fixture.ts';

const NEXT = 'green kettles hum at noon';
let service: Service;

beforeEach(async () => {
	service = await openService();
});

/** What `work` demands in place of a session. */
async function demanded(work: Promise<unknown>): Promise<{ id: string; reason: string }> {
	const error = await work.catch((thrown: unknown) => thrown);
	if (!(error instanceof Refusal)) throw new Error('Nothing was refused.');
	expect(error.code).toBe('sign_in.new_password_required');
	return error.details['newPassword'] as { id: string; reason: string };
}

const choose = (id: string, password = NEXT, by = 'browser') =>
	service.signIn.chooseNewPassword({ id, password }, attempt(by));

async function marked() {
	const ada = await member(service);
	await service.accounts.demandPassword(ada.account, 'compromised');
	await service.sessions.endAll(ada.account);
	return ada;
}

describe('a password that is compromised', () => {
	test('opens no session until another is chosen, which then does', async () => {
		const ada = await marked();
		const { id, reason } = await demanded(signIn(service));
		expect(reason).toBe('compromised');
		expect(await service.sessions.list(ada.account)).toEqual([]);
		const issued = await choose(id);
		expect(await service.sessions.check(issued.token)).toBeDefined();
		await signedIn(service, { password: NEXT });
		expect(await refusal(signIn(service, { password: PASSWORD }))).toBe('sign_in.not_accepted');
		expect((await service.codesOf(ada.account)).slice(-5)).toContain('password.changed');
	});

	test('is not told from another to who does not know it', async () => {
		await marked();
		expect(await refusal(signIn(service, { password: 'not it' }))).toBe('sign_in.not_accepted');
	});

	test.each([
		['the same again', PASSWORD, 'unchanged'],
		['one that is too short', 'kettle', 'too_short'],
		['one that is common', 'password password', 'common']
	])('cannot be replaced by %s, and may be tried again', async (_what, password, reason) => {
		await marked();
		const { id } = await demanded(signIn(service));
		await expect(choose(id, password)).rejects.toMatchObject({ details: { reason } });
		await choose(id);
	});

	test('is replaced by the browser that has proven it only, within ten minutes, once', async () => {
		await marked();
		const { id } = await demanded(signIn(service));
		expect(await refusal(choose(id, NEXT, 'thief'))).toBe('sign_in.ceremony_gone');
		await choose(id);
		expect(await refusal(choose(id, 'blue ladders sing at dawn'))).toBe('sign_in.ceremony_gone');
		const second = await marked2();
		service.clock.advance(10 * MINUTE);
		expect(await refusal(choose(second))).toBe('sign_in.ceremony_gone');
	});

	/** Demanded once more. */
	async function marked2() {
		const [{ id: account } = { id: undefined }] = await service.accounts.list({ limit: 1 });
		if (!account) throw new Error('There is nobody.');
		await service.accounts.demandPassword(account, 'compromised');
		return (await demanded(signIn(service, { password: NEXT }))).id;
	}

	test('is replaced by one of 50 that choose at once', async () => {
		await marked();
		const { id } = await demanded(signIn(service));
		const outcomes = await racing((at) => choose(id, `${NEXT} ${at}`));
		expect(outcomes['done']).toBe(1);
	});

	test('is replaced after the second factor, not before', async () => {
		const ada = await totpMember(service);
		await service.accounts.demandPassword(ada.account, 'compromised');
		const ref = await challenged(service);
		const given = { method: 'totp', answer: ada.code() };
		const { id } = await demanded(service.signIn.answer(ref, given, attempt()));
		const { session } = await choose(id);
		expect(session).toMatchObject({ aal: 2 });
	});

	test('is replaced in a recovery, too', async () => {
		const ada = await totpMember(service);
		await service.accounts.demandPassword(ada.account, 'compromised');
		const given = { identifier: 'ada', password: PASSWORD, code: ada.recoveryCodes[0] ?? '' };
		const { id } = await demanded(service.signIn.recover(given, attempt()));
		expect((await choose(id)).session).toMatchObject({ isRecovery: true });
	});

	test('does not hold up a passkey, and stays demanded until it is changed', async () => {
		const grace = await passkeyMember(service);
		await service.passwordChanges.change(enroller(grace), { next: PASSWORD });
		await service.accounts.demandPassword(grace.account, 'compromised');
		const result = await signInByPasskey(service, grace.key);
		if (result.status !== 'signed-in') throw new Error('A challenge came.');
		const by = enroller(result.issued);
		const same = service.passwordChanges.change(by, { current: PASSWORD, next: PASSWORD });
		await expect(same).rejects.toMatchObject({ details: { reason: 'unchanged' } });
		await service.passwordChanges.change(by, { current: PASSWORD, next: NEXT });
		expect((await service.accounts.find(grace.account))?.passwordDemand).toBeUndefined();
	});

	test('that is removed is no longer demanded', async () => {
		const ada = await member(service);
		const { issued } = await addPasskey(service, ada);
		await service.accounts.demandPassword(ada.account, 'compromised');
		await service.passwordChanges.remove(enroller(issued));
		expect((await service.accounts.find(ada.account))?.passwordDemand).toBeUndefined();
	});

	test('is not replaced while sessions cannot be ended', async () => {
		const ada = await marked();
		const { id } = await demanded(signIn(service));
		service.breakEndings({ after: 0 });
		expect(await refusal(choose(id))).toBe('stores.unavailable');
		expect(await service.codesOf(ada.account)).not.toContain('password.changed');
	});

	test('cannot be replaced once the account is disabled', async () => {
		const ada = await marked();
		const { id } = await demanded(signIn(service));
		await service.disable(ada.account);
		expect(await refusal(choose(id))).toBe('accounts.disabled');
		expect(await service.sessions.list(ada.account)).toEqual([]);
	});
});

test('a password that has become common since it was chosen is replaced in passing', async () => {
	const grace = await passkeyMember(service, { username: 'ada' });
	// As if the list had grown: what is stored was never judged.
	const state = { hash: await service.hash('password password'), worksAlone: true };
	await service.factors.add({
		id: 'fct_old' as never,
		account: grace.account,
		method: 'passwords',
		label: '',
		state,
		version: 0,
		createdAt: service.clock.now()
	});
	const given = { identifier: 'ada', password: 'password password' };
	const challenge = await challenged(service, given);
	const { prompt } = { prompt: await service.challenges.prompt(challenge, 'passkeys') };
	if (prompt.kind !== 'webauthn') throw new Error('No ceremony is asked for.');
	const answer = { method: 'passkeys', answer: grace.key.get(prompt.options) };
	const { id, reason } = await demanded(service.signIn.answer(challenge, answer, attempt()));
	expect(reason).toBe('common');
	await choose(id);
});
