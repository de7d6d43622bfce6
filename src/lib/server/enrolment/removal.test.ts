import { describe, expect, test } from 'vitest';

import {
	addPasskey,
	addTotp,
	attempt,
	authenticator,
	enroller,
	member,
	passkeyMember,
	PASSWORD,
	signedIn,
	totpMember
} from '../people.fixture.ts';
import { newId, type AccountId } from '../core/ids.ts';
import { openService, racing, refusal, type Service } from '../testing.fixture.ts';

const SHORT = 'teapots7x';

const methodsOf = async ({ enrolments }: Service, account: AccountId) =>
	(await enrolments.list(account)).map(({ method }) => method).sort();

/** A password that is too short to stand alone, beside an authenticator app. */
async function shortPassword() {
	const service = await openService();
	const ada = await totpMember(service);
	const change = { current: PASSWORD, next: SHORT };
	const issued = await service.passwordChanges.change(enroller(ada), change);
	return { service, ada: { ...ada, ...issued } };
}

/** How many of the sets have a code that still recovers. */
async function accepted({ signIn }: Service, sets: readonly (readonly string[])[]) {
	const outcomes = await Promise.all(
		sets.map(([code = '']) => {
			const given = { identifier: 'ada', password: PASSWORD, code };
			return refusal(signIn.recover(given, attempt()));
		})
	);
	return outcomes.filter((outcome) => outcome === 'nothing refused').length;
}

describe('removing a factor', () => {
	test('takes it away, and is on record', async () => {
		const service = await openService();
		const ada = await totpMember(service);
		const second = await addPasskey(service, ada);
		await service.enrolments.remove(enroller(second.issued), second.factor.id);
		expect(await methodsOf(service, ada.account)).toEqual(['passwords', 'recovery-codes', 'totp']);
		expect((await service.events(ada.account)).at(-1)).toMatchObject({
			code: 'factor.removed',
			session: ada.session.id,
			details: { method: 'passkeys', factor: 'Passkey' }
		});
	});

	test('that was the last second one drops the recovery codes', async () => {
		const service = await openService();
		const ada = await totpMember(service);
		await service.enrolments.remove(enroller(ada), ada.factor.id);
		expect(await methodsOf(service, ada.account)).toEqual(['passwords']);
		expect((await signedIn(service)).session.aal).toBe(1);
	});

	test('of another account, or of none, is unknown', async () => {
		const service = await openService();
		const ada = await totpMember(service);
		const eve = await totpMember(service, 'eve');
		const by = enroller(eve);
		for (const id of [ada.factor.id, newId('fct', service.random)])
			expect(await refusal(service.enrolments.remove(by, id))).toBe('enrolment.factor_unknown');
		expect(await methodsOf(service, ada.account)).toContain('totp');
	});

	test('is not how a password or the recovery codes go', async () => {
		const service = await openService();
		const ada = await totpMember(service);
		for (const { id, method } of await service.enrolments.list(ada.account)) {
			if (method === 'totp') continue;
			const failed = service.enrolments.remove(enroller(ada), id);
			expect(await refusal(failed)).toBe('enrolment.not_removable');
		}
	});

	test('happens once by 50 at the same time', async () => {
		const service = await openService();
		const ada = await totpMember(service);
		const by = enroller(ada);
		const outcomes = await racing(() => service.enrolments.remove(by, ada.factor.id));
		expect(outcomes).toEqual({ done: 1, 'enrolment.factor_unknown': 49 });
		const codes = await service.codesOf(ada.account);
		expect(codes.filter((code) => code === 'factor.removed')).toHaveLength(1);
	});
});

describe('the last way in', () => {
	test('cannot be removed', async () => {
		const service = await openService();
		const grace = await passkeyMember(service);
		const [passkey] = (await service.enrolments.list(grace.account)).filter(
			({ method }) => method === 'passkeys'
		);
		const failed = service.enrolments.remove(
			enroller(grace),
			passkey?.id ?? newId('fct', service.random)
		);
		expect(await refusal(failed)).toBe('enrolment.last_way_in');
		expect(await methodsOf(service, grace.account)).toEqual(['passkeys', 'recovery-codes']);
	});

	test('is not an authenticator app, nor a passkey that verifies nobody', async () => {
		const service = await openService();
		const grace = await passkeyMember(service);
		const app = await addTotp(service, grace);
		const key = authenticator({ verifiesUser: false });
		const { issued } = await addPasskey(service, app.issued, key);
		const own = (await service.enrolments.list(grace.account)).filter(
			({ details }) => details['canStandAlone'] === true
		);
		expect(own).toHaveLength(1);
		const failed = service.enrolments.remove(enroller(issued), own[0]?.id ?? app.factor.id);
		expect(await refusal(failed)).toBe('enrolment.last_way_in');
	});

	test('survives 50 who remove both of the last two at once', async () => {
		const service = await openService();
		const grace = await passkeyMember(service);
		const { issued } = await addPasskey(service, grace);
		const passkeys = (await service.enrolments.list(grace.account)).filter(
			({ method }) => method === 'passkeys'
		);
		expect(passkeys).toHaveLength(2);
		const outcomes = await racing((at) => {
			const { id } = passkeys[at % 2] as (typeof passkeys)[number];
			return service.enrolments.remove(enroller(issued), id);
		});
		expect(outcomes['done']).toBe(1);
		expect(await methodsOf(service, grace.account)).toEqual(['passkeys', 'recovery-codes']);
	});

	test('survives a password and a passkey that go at the same time', async () => {
		const service = await openService();
		const ada = await member(service);
		const { factor, issued } = await addPasskey(service, ada);
		const by = enroller(issued);
		const outcomes = await Promise.all([
			refusal(service.passwordChanges.remove(by)),
			refusal(service.enrolments.remove(by, factor.id))
		]);
		expect(outcomes.sort()).toEqual(['enrolment.last_way_in', 'nothing refused']);
	});

	test('may be a password that stands alone', async () => {
		const service = await openService();
		const ada = await totpMember(service);
		await service.enrolments.remove(enroller(ada), ada.factor.id);
		await signedIn(service);
	});

	test('is not a password that is too short to stand alone', async () => {
		const { service, ada } = await shortPassword();
		const failed = service.enrolments.remove(enroller(ada), ada.factor.id);
		expect(await refusal(failed)).toBe('enrolment.password_too_short_alone');
		expect(await methodsOf(service, ada.account)).toEqual(['passwords', 'recovery-codes', 'totp']);
	});

	test('is not a short password, also when 50 remove both factors beside it at once', async () => {
		const { service, ada } = await shortPassword();
		const second = await addTotp(service, ada);
		const ids = [ada.factor.id, second.factor.id];
		const by = enroller(second.issued);
		const outcomes = await racing((at) =>
			service.enrolments.remove(by, ids[at % 2] ?? ada.factor.id)
		);
		expect(outcomes['done']).toBe(1);
		expect(await methodsOf(service, ada.account)).toContain('totp');
	});
});

describe('replacing the recovery codes', () => {
	test('voids the old set, and is on record', async () => {
		const service = await openService();
		const ada = await totpMember(service);
		const codes = await service.enrolments.replaceRecoveryCodes(enroller(ada));
		expect(new Set([...codes, ...ada.recoveryCodes]).size).toBe(20);
		expect(await methodsOf(service, ada.account)).toEqual(['passwords', 'recovery-codes', 'totp']);
		expect((await service.events(ada.account)).at(-1)?.code).toBe('recovery_codes.issued');
		const dump = await service.stores.dump();
		for (const code of codes) expect(dump).not.toContain(code.replaceAll('-', ''));
	});

	test('leaves one set when 50 do it at once', async () => {
		const service = await openService();
		const ada = await totpMember(service);
		const sets: (readonly string[])[] = [];
		await racing(async () => {
			sets.push(await service.enrolments.replaceRecoveryCodes(enroller(ada)));
		});
		expect(await methodsOf(service, ada.account)).toEqual(['passwords', 'recovery-codes', 'totp']);
		expect(await accepted(service, sets)).toBe(1);
	});

	test('is refused where there is no second factor', async () => {
		const service = await openService();
		const ada = await member(service);
		const failed = service.enrolments.replaceRecoveryCodes(enroller(ada));
		expect(await refusal(failed)).toBe('enrolment.second_factor_missing');
	});
});
