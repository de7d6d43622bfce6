import { beforeEach, describe, expect, test } from 'vitest';

import { hashSecret } from '../core/secret.ts';
import { listSessions } from '../http/served-applications.ts';
import { caller, enroller, member, PASSWORD, signedIn } from '../people.fixture.ts';
import type { Session } from '../sessions/index.ts';
import { MOST_PER_ACCOUNT } from '../sessions/index.ts';
import { openService, SECOND, type Service } from '../testing.fixture.ts';

const SITE = 'https://app.example.org';
const OTHER = 'https://other.example.org';
const siteAt = (origin: string) => ({
	origin,
	rules: [{ path: '/', for: ['members'], aal: 1 as const }]
});

let service: Service;
let ada: Awaited<ReturnType<typeof member>>;
let session: Session;

beforeEach(async () => {
	service = await openService({ sites: [SITE, OTHER].map(siteAt) });
	ada = await member(service);
	session = enroller(ada).session;
});

const enter = async (by: Session, origin = SITE) => {
	const site = siteAt(origin);
	const state = hashSecret('what this browser keeps');
	const code = await service.forwardAuth.offer(by, { site, state, to: '/' });
	await service.forwardAuth.enter({ site, state, code }, caller);
};
const due = async (client = SITE) => {
	const found = await service.stores.served.listDue(client, { at: service.clock.now(), most: 200 });
	return found.map(({ session: id }) => id);
};

describe('the list of sessions', () => {
	const names = async () =>
		(await listSessions(service.app, session)).map(({ applications }) =>
			applications.map(({ name }) => name)
		);

	test('says which applications each was used for, once and in order', async () => {
		await enter(session);
		service.clock.advance(SECOND);
		await enter(session, OTHER);
		await enter(session);
		const again = await signedIn(service, { password: PASSWORD });
		expect(await names()).toEqual([[], ['app.example.org', 'other.example.org']]);
		await enter(again.session);
		expect(await names()).toEqual([['app.example.org'], ['app.example.org', 'other.example.org']]);
	});

	test('has no name for one that nobody has named', async () => {
		await service.stores.served.add({
			...{ session: session.id, account: session.account, client: 'gone' },
			since: service.clock.now(),
			endsAt: session.endsAt
		});
		expect(await names()).toEqual([[]]);
	});
});

describe('what a session served is due when it ends', () => {
	test.each<[string, () => Promise<unknown>]>([
		['signs out', () => service.sessions.endAny(session)],
		['ends it', () => service.sessions.end(session.account, session.id)],
		['ends all sessions', () => service.sessions.endAll(session.account)],
		['is disabled', () => service.administration.disable({ caller }, session.account)],
		['deletes the account', () => service.deletion.delete(enroller(ada))],
		['is signed out with everybody', () => service.sessions.endEverybody()]
	])('because somebody %s', async (_, end) => {
		await enter(session);
		await enter(session, OTHER);
		expect(await due()).toEqual([]);
		await end();
		expect(await due()).toEqual([session.id]);
		expect(await due(OTHER)).toEqual([session.id]);
	});

	test('because there are too many', async () => {
		await enter(session);
		for (let at = 0; at < MOST_PER_ACCOUNT; at += 1) {
			service.clock.advance(SECOND);
			await signedIn(service, { password: PASSWORD });
		}
		expect(await service.sessions.check(ada.token)).toBeUndefined();
		expect(await due()).toEqual([session.id]);
	});

	test('and not when another does', async () => {
		await enter(session);
		const again = await signedIn(service, { password: PASSWORD });
		await enter(again.session);
		await service.sessions.endAll(session.account, session.id);
		expect(await due()).toEqual([again.session.id]);
		await service.sessions.endEverybody(session);
		expect(await due()).toEqual([again.session.id]);
	});

	test('before it has ended: where that fails, nobody is left untold', async () => {
		await enter(session);
		service.breakEndings({ after: 0 });
		await expect(service.sessions.endAll(session.account)).rejects.toThrow();
		expect(await due()).toEqual([session.id]);
	});

	test('and where that cannot be noted, nothing ends', async () => {
		await enter(session);
		service.stores.served.end = () => Promise.reject(new Error('cut off'));
		await expect(service.sessions.endAny(session)).rejects.toThrow('cut off');
		expect(await service.sessions.check(ada.token)).toBeDefined();
	});
});
