import { createLocalJWKSet, jwtVerify } from 'jose';
import { beforeEach, describe, expect, test } from 'vitest';

import { hashSecret } from '../core/secret.ts';
import { caller, enroller, member, PASSWORD, signedIn } from '../people.fixture.ts';
import type { Session } from '../sessions/index.ts';
import {
	DAY,
	HOUR,
	MINUTE,
	openService,
	ORIGIN,
	restarted,
	SECOND,
	type Service
} from '../testing.fixture.ts';

const clientAt = (id: string, name: string) => ({
	id,
	name,
	redirectUris: [`https://${id}.example/callback`],
	backchannelLogoutUri: `https://${id}.example/told`,
	authentication: 'client_secret_basic',
	secretHash: hashSecret('a secret')
});
const SHOP = 'https://shop.example/told';
const NOTES = 'https://notes.example/told';
const silent = { ...clientAt('silent', 'Silent'), backchannelLogoutUri: undefined };
const clients = [clientAt('shop', 'Shop'), clientAt('notes', 'Notes'), silent];

let service: Service;
let session: Session;

beforeEach(async () => {
	service = await openService({ clients });
	session = enroller(await member(service)).session;
	// Made before, as the application's ID tokens were.
	await service.openId.logoutToken({
		client: 'shop',
		account: session.account,
		session: session.id
	});
});

const serve = (client: string, { id, account, endsAt } = session) =>
	service.stores.served.add({ session: id, account, client, since: service.clock.now(), endsAt });
const tell = async (on = service) => {
	await on.logouts.tellDue();
	await on.logouts.settled();
};
const posted = (on = service) => on.leaving.posted.map(({ url }) => url).toSorted();
const signOut = (on = service) => on.sessions.endAny(session);
const codes = async () =>
	(await service.events(session.account)).filter(({ code }) => code.startsWith('logout.'));

describe('a logout token', () => {
	test('is signed as ID tokens are, and says whose session has ended, to whom, and no more', async () => {
		await serve('shop');
		await signOut();
		await tell();
		const [{ token } = { token: '' }] = service.leaving.posted;
		const published = await service.idTokenKeys.published();
		const keys = published.map(({ id: kid, publicKey }) => ({ ...publicKey, kid, alg: 'RS256' }));
		const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet({ keys }), {
			issuer: ORIGIN,
			audience: 'shop',
			typ: 'logout+jwt',
			algorithms: ['RS256'],
			maxTokenAge: '1 minute'
		});
		expect(protectedHeader).toEqual({ alg: 'RS256', typ: 'logout+jwt', kid: keys.at(-1)?.kid });
		const { iat = 0, jti, ...said } = payload;
		expect(jti).toMatch(/^[\w-]{43}$/);
		expect(said).toEqual({
			iss: ORIGIN,
			aud: 'shop',
			sub: session.account,
			sid: hashSecret(`sid/${session.id}/shop`),
			exp: iat + 120,
			events: { 'http://schemas.openid.net/event/backchannel-logout': {} }
		});
	});
});

describe('when a session ends', () => {
	test('each application that it served is told once, which is on record', async () => {
		for (const client of ['shop', 'notes', 'silent']) await serve(client);
		await signOut();
		await tell();
		await tell();
		expect(posted()).toEqual([NOTES, SHOP]);
		expect(await codes()).toMatchObject([
			{ code: 'logout.told', session: session.id },
			{ code: 'logout.told', session: session.id }
		]);
		const names = (await codes()).map(({ details }) => details['client']);
		expect(names.toSorted()).toEqual(['Notes', 'Shop']);
	});

	test('nobody is told while it lives, or of another', async () => {
		await serve('shop');
		const again = await signedIn(service, { password: PASSWORD });
		await service.sessions.endAny(again.session);
		await tell();
		expect(posted()).toEqual([]);
	});

	test('by its time alone, nobody is told', async () => {
		await serve('shop');
		service.clock.advance(2 * DAY);
		await tell();
		expect(posted()).toEqual([]);
	});

	test('with its account, that is told, too', async () => {
		await serve('shop');
		await service.administration.disable({ caller }, session.account);
		await tell();
		expect(posted()).toEqual([SHOP]);
	});

	test('and the process with it, before anybody was told, the next one tells', async () => {
		await serve('shop');
		await signOut();
		const next = restarted(service, { clients });
		await tell(next);
		expect(posted(next)).toEqual([SHOP]);
	});

	test('of two processes that look at once one tells', async () => {
		const other = restarted(service, { clients });
		const sessions = [session];
		for (let at = 0; at < 20; at += 1)
			sessions.push((await signedIn(service, { password: PASSWORD })).session);
		for (const each of sessions) await serve('shop', each);
		await service.sessions.endAll(session.account);
		for (let at = 0; at < 10; at += 1) await Promise.all([tell(), tell(other)]);
		expect([...posted(), ...posted(other)]).toHaveLength(sessions.length);
	});
});

describe('an application that does not take it', () => {
	test('is told again, with growing pauses, also after a restart', async () => {
		await serve('shop');
		await signOut();
		service.leaving.failures = 2;
		await tell();
		await tell();
		expect(service.leaving.failures).toBe(1);
		service.clock.advance(10 * SECOND);
		await tell();
		expect(service.leaving.failures).toBe(0);
		service.clock.advance(30 * SECOND);
		const next = restarted(service, { clients });
		await tell(next);
		expect(posted(next)).toEqual([]);
		service.clock.advance(30 * SECOND);
		await tell(next);
		expect(posted(next)).toEqual([SHOP]);
	});

	test('is given up after a day and a quarter, which is on record', async () => {
		await serve('shop');
		await signOut();
		service.leaving.failures = 100;
		const pauses = [0, 10 * SECOND, MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, 24 * HOUR];
		for (const pause of pauses) {
			service.clock.advance(pause);
			await tell();
		}
		expect(service.leaving.failures).toBe(100 - pauses.length);
		service.clock.advance(2 * DAY);
		await tell();
		expect(service.leaving.failures).toBe(100 - pauses.length);
		expect(await codes()).toMatchObject([{ code: 'logout.lost', details: { client: 'Shop' } }]);
	});

	test('delays no other, and no sign-out', async () => {
		service.leaving.slow = SHOP;
		const sessions = [session];
		for (let at = 0; at < 9; at += 1)
			sessions.push((await signedIn(service, { password: PASSWORD })).session);
		for (const each of sessions) for (const client of ['shop', 'notes']) await serve(client, each);
		await service.sessions.endAll(session.account);
		const tellAll = async (count: number) => {
			while (posted().length < count) {
				await service.logouts.tellDue();
				await new Promise(setImmediate);
			}
		};
		await tellAll(10);
		expect(posted()).toEqual(Array<string>(10).fill(NOTES));
		// No more than a few calls of it are under way.
		expect(service.leaving.held).toHaveLength(5);
		service.leaving.slow = '';
		for (const letGo of service.leaving.held) letGo();
		await tellAll(20);
	});
});

test('one that is no application any more is told nothing', async () => {
	await serve('shop');
	await signOut();
	const without = restarted(service, { clients: [silent] });
	await tell(without);
	expect(posted(without)).toEqual([]);
});
