/** What an ended session and a disabled account can still change of the factors: nothing. */
import { beforeEach, describe, expect, test } from 'vitest';

import { addPasskey, enroller, passkeyMember } from '../people.fixture.ts';
import type { FactorId } from '../core/ids.ts';
import { openService, refusal, type Service } from '../testing.fixture.ts';
import type { Enroller } from './index.ts';

type Verb = (service: Service, by: Enroller, id: FactorId) => Promise<unknown>;

const verbs: [string, Verb][] = [
	['rename', ({ enrolments }, by, id) => enrolments.rename(by, { id, label: 'Mine' })],
	['remove', ({ enrolments }, by, id) => enrolments.remove(by, id)],
	['replace the recovery codes', ({ enrolments }, by) => enrolments.replaceRecoveryCodes(by)],
	['remove the password', ({ passwordChanges }, by) => passwordChanges.remove(by)]
];

/** Someone with a password and two passkeys, so that nothing else stands in the way. */
async function opened() {
	const service = await openService();
	const grace = await passkeyMember(service);
	const { issued, factor } = await addPasskey(service, grace);
	const next = 'green ladders hum softly';
	await service.passwordChanges.change(enroller(issued), { next });
	return { service, account: grace.account, by: enroller(issued), id: factor.id };
}

describe.each(verbs)('%s', (_name, verb) => {
	let { service, account, by, id } = {} as Awaited<ReturnType<typeof opened>>;
	let before: unknown;

	const state = async () => [await service.factors.list(account), await service.codesOf(account)];

	beforeEach(async () => {
		({ service, account, by, id } = await opened());
		before = await state();
	});

	test('changes nothing by a session that was ended meanwhile', async () => {
		await service.sessions.end(account, by.session.id);
		expect(await refusal(verb(service, by, id))).toBe('sessions.required');
		expect(await state()).toEqual(before);
	});

	test('changes nothing of an account that was disabled meanwhile', async () => {
		await service.disable(account);
		expect(await refusal(verb(service, by, id))).toBe('accounts.disabled');
		expect(await state()).toEqual(before);
	});

	test('is otherwise done', async () => {
		expect(await refusal(verb(service, by, id))).toBe('nothing refused');
		expect(await state()).not.toEqual(before);
	});
});
