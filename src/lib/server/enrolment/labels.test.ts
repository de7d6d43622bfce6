import { describe, expect, test } from 'vitest';

import { appOf, enroller, member, totpMember } from '../people.fixture.ts';
import { openService, refusal } from '../testing.fixture.ts';

describe('a name', () => {
	test.each([
		['  Work   phone ', 'Work   phone'],
		['a\nb\tc', 'a b c'],
		['\u202egnp.exe', 'gnp.exe'],
		['', 'Authenticator app'],
		[' \u200b ', 'Authenticator app'],
		['🦊'.repeat(100), '🦊'.repeat(64)]
	])('%j becomes %j', async (label, expected) => {
		const service = await openService();
		const by = enroller(await member(service));
		const { id, prompt } = await service.enrolments.begin(by, { method: 'totp', label });
		const answer = appOf(service, prompt)();
		const result = await service.enrolments.finish(by, { id, answer });
		expect(result).toMatchObject({ factor: { label: expected } });
	});

	test('is changed by its owner, and on record', async () => {
		const service = await openService();
		const ada = await totpMember(service);
		const given = { id: ada.factor.id, label: ' New  name ' };
		const renamed = await service.enrolments.rename(enroller(ada), given);
		expect(renamed).toMatchObject({ id: ada.factor.id, label: 'New  name' });
		expect((await service.events(ada.account)).at(-1)).toMatchObject({
			code: 'factor.renamed',
			details: { factor: 'New  name', before: 'Authenticator app' }
		});
		const empty = service.enrolments.rename(enroller(ada), { ...given, label: ' \n ' });
		expect(await refusal(empty)).toBe('enrolment.label_empty');
	});

	test('is not changed by another account', async () => {
		const service = await openService();
		const ada = await totpMember(service);
		const eve = await member(service, 'eve');
		const given = { id: ada.factor.id, label: 'Mine' };
		expect(await refusal(service.enrolments.rename(enroller(eve), given))).toBe(
			'enrolment.factor_unknown'
		);
		const views = await service.enrolments.list(ada.account);
		expect(views.map(({ label }) => label)).not.toContain('Mine');
	});
});
