import { expect, test } from 'vitest';

import { caller, member } from '../people.fixture.ts';
import { openService } from '../testing.fixture.ts';

test('a display name is changed, trimmed, and on record', async () => {
	const service = await openService();
	const ada = await member(service);
	const by = { session: ada.session, caller };
	await service.profiles.change(by, { displayName: '  Ada L.  ' });
	expect(await service.accounts.find(ada.account)).toMatchObject({ displayName: 'Ada L.' });
	expect((await service.events(ada.account)).at(-1)).toMatchObject({
		code: 'profile.changed',
		session: ada.session.id
	});
});

test.each(['', '   ', '\n\t'])('%j means none', async (displayName) => {
	const service = await openService();
	const ada = await member(service);
	const by = { session: ada.session, caller };
	await service.profiles.change(by, { displayName: 'Ada' });
	await service.profiles.change(by, { displayName });
	const account = await service.accounts.find(ada.account);
	expect(account?.displayName).toBeUndefined();
});

test('a language is changed by itself, and a name by itself', async () => {
	const service = await openService();
	const ada = await member(service);
	const by = { session: ada.session, caller };
	await service.profiles.change(by, { displayName: 'Ada' });
	await service.profiles.change(by, { locale: 'de' });
	expect(await service.accounts.find(ada.account)).toMatchObject({
		displayName: 'Ada',
		locale: 'de'
	});
});

test('nobody else’s profile changes with it', async () => {
	const service = await openService();
	const [ada, eve] = [await member(service), await member(service, 'eve')];
	await service.profiles.change({ session: eve.session, caller }, { displayName: 'Ada' });
	expect((await service.accounts.find(ada.account))?.displayName).toBeUndefined();
	expect(await service.codesOf(ada.account)).toEqual(['account.created']);
});
