import { beforeEach, describe, expect, test } from 'vitest';

import { newId } from '../core/ids.ts';
import { secureRandom } from '../core/random.ts';
import { hashSecret } from '../core/secret.ts';
import { caller, enroller, member, PASSWORD, signedIn } from '../people.fixture.ts';
import { HOUR, MINUTE, openService, racing, refusal, type Service } from '../testing.fixture.ts';
import { createPassCodec } from './pass.ts';
import type { Site } from './site.ts';

const siteAt = (origin: string): Site => ({
	origin,
	rules: [{ path: '/', for: ['members'], aal: 1 }]
});
const site = siteAt('https://app.example.org');
const other = siteAt('https://other.example.org');
const state = hashSecret('what this browser keeps');
const to = '/page?of=app';

let service: Service;
let ada: Awaited<ReturnType<typeof member>>;

beforeEach(async () => {
	service = await openService({ sites: [site, other] });
	ada = await member(service);
});

const offer = async () => {
	const session = await service.sessions.check(ada.token);
	if (!session) throw new Error('The session is over.');
	return service.forwardAuth.offer(session, { site, state, to });
};
const enter = (code: string, of: { site?: Site; state?: string } = {}) =>
	service.forwardAuth.enter({ site, state, code, ...of }, caller);
const passed = async () => (await enter(await offer())).pass;
const look = (pass: string, at = site) => service.forwardAuth.look(at, pass);

describe('a code', () => {
	test('gives a pass that says who it is, and where the browser was going, and is on record', async () => {
		const entered = await enter(await offer());
		expect(entered.to).toBe(to);
		expect(await look(entered.pass)).toMatchObject({
			session: { account: ada.account, aal: 1 },
			identity: { username: 'ada', name: 'ada', groups: [] }
		});
		expect((await service.events(ada.account)).at(-1)).toMatchObject({
			code: 'site.entered',
			details: { site: 'app.example.org' }
		});
	});

	test('counts once, also for 50 at once', async () => {
		const code = await offer();
		expect(await racing(() => enter(code))).toEqual({ done: 1, 'forward_auth.gone': 49 });
	});

	test('counts on its site, in the browser that began, and for a minute', async () => {
		const code = await offer();
		const gone = 'forward_auth.gone';
		expect(await refusal(enter(code, { site: other }))).toBe(gone);
		expect(await refusal(enter(code, { state: hashSecret('another browser') }))).toBe(gone);
		await enter(code);
		const late = await offer();
		service.clock.advance(MINUTE);
		expect(await refusal(enter(late))).toBe(gone);
		expect(await refusal(enter(''))).toBe(gone);
	});

	test('is void once its session has ended', async () => {
		const code = await offer();
		await service.sessions.endAll(ada.account);
		expect(await refusal(enter(code))).toBe('forward_auth.gone');
	});
});

describe('a pass', () => {
	test('is good on its site alone', async () => {
		expect(await look(await passed(), other)).toBeUndefined();
	});

	test('is no session of this service, and the token of a session is no pass', async () => {
		const pass = await passed();
		expect(await service.sessions.check(pass)).toBeUndefined();
		expect(await service.sessions.check(pass.replace(/\.acc_[^.]+/, ''))).toBeUndefined();
		expect(await look(ada.token)).toBeUndefined();
	});

	test('that was forged is none, and the session is not seen by it', async () => {
		const pass = await passed();
		const before = await service.sessions.list(ada.account);
		service.clock.advance(5 * MINUTE);
		const [id, account] = pass.split('.');
		const eve = await member(service, 'eve');
		for (const forged of [
			'',
			`${id}.${account}.${'A'.repeat(43)}`,
			pass.slice(0, -1),
			`${pass}A`,
			pass.replace(account ?? '', eve.account)
		])
			expect(await look(forged)).toBeUndefined();
		expect(await service.sessions.list(ada.account)).toEqual(before);
	});

	test.each<[string, () => Promise<unknown>]>([
		['signs out', () => service.sessions.endAny(enroller(ada).session)],
		['ends all sessions', () => service.sessions.endAll(ada.account)],
		['is disabled', () => service.administration.disable({ caller }, ada.account)],
		['is signed out with everybody', () => service.sessions.endEverybody()]
	])('dies at once with its session: somebody %s', async (_, end) => {
		const pass = await passed();
		await end();
		expect(await look(pass)).toBeUndefined();
	});

	test('dies with a session that is not used, and its use is use of the session', async () => {
		const pass = await passed();
		service.clock.advance(50 * MINUTE);
		expect(await look(pass)).toBeDefined();
		service.clock.advance(50 * MINUTE);
		expect(await look(pass)).toBeDefined();
		service.clock.advance(HOUR);
		expect(await look(pass)).toBeUndefined();
	});

	test('knows the level that the session reaches later', async () => {
		const pass = await passed();
		const proofs = enroller(ada).session.proofs;
		const held = proofs.map(({ factor }) => factor);
		await service.sessions.elevate(ada.token, { given: proofs, held, reachable: 1 });
		expect(await look(pass)).toMatchObject({ session: { aal: 1 } });
	});

	test('names its session, so that none opens another, and is good however often a browser comes', async () => {
		const first = await passed();
		const eve = await member(service, 'eve');
		const [session] = await service.sessions.list(eve.account);
		const [id = '', account = '', code = ''] = first.split('.');
		expect(await look(`${session?.id}.${eve.account}.${code}`)).toBeUndefined();
		expect(await look(`${session?.id}.${account}.${code}`)).toBeUndefined();
		expect(await look(`${id}.${eve.account}.${code}`)).toBeUndefined();
		expect(await look(await passed())).toBeDefined();
		expect(await look(first)).toBeDefined();
	});

	test('stays good while master keys are replaced, and one of a key that is gone is none', async () => {
		const named = { session: newId('ses', secureRandom), account: ada.account };
		const [older, newer] = [secureRandom.bytes(32), secureRandom.bytes(32)];
		const pass = createPassCodec([older]).format(site, named);
		expect(createPassCodec([newer, older]).parse(site, pass)).toEqual(named);
		expect(createPassCodec([newer]).parse(site, pass)).toBeUndefined();
	});

	test('is not readable from a dump', async () => {
		const code = await offer();
		const dumps = [await service.stores.dump()];
		const { pass } = await enter(code);
		dumps.push(await service.stores.dump());
		for (const dump of dumps)
			for (const secret of [code, pass.split('.')[2] ?? '']) expect(dump).not.toContain(secret);
	});

	test('signs out of all', async () => {
		const pass = await passed();
		await service.forwardAuth.signOut(other, pass, caller);
		expect(await service.sessions.check(ada.token)).toBeDefined();
		await service.forwardAuth.signOut(site, pass, caller);
		expect(await service.sessions.check(ada.token)).toBeUndefined();
		expect(await service.codesOf(ada.account)).toContain('session.signed_out');
	});
});

describe('what a site is told', () => {
	const groups = (change: { add?: string[]; remove?: string[] }) =>
		service.administration.changeGroups({ caller }, ada.account, change);

	test('is what is true now: groups, name and proven address', async () => {
		const pass = await passed();
		const told = async () => (await look(pass))?.identity;
		expect(await told()).toEqual({ username: 'ada', name: 'ada', groups: [] });
		await groups({ add: ['members', 'admins'] });
		expect(await told()).toMatchObject({ groups: ['admins', 'members'] });
		await groups({ remove: ['members'] });
		expect(await told()).toMatchObject({ groups: ['admins'] });
		await service.profiles.change(enroller(ada), { displayName: 'Ada Lovelace' });
		await expect.poll(told).toMatchObject({ name: 'Ada Lovelace' });
	});

	test('is not what was true before, though the change was cut off after its commit', async () => {
		await groups({ add: ['members'] });
		const pass = await passed();
		const { put } = service.stores.identities;
		service.stores.identities.put = () => Promise.reject(new Error('cut off'));
		await expect(groups({ remove: ['members'] })).rejects.toThrow('cut off');
		service.stores.identities.put = put;
		expect((await look(pass))?.identity.groups).toEqual([]);
	});

	test('is not what was true before, though somebody has read it then and copies it late', async () => {
		await groups({ add: ['members'] });
		const pass = await passed();
		const { put } = service.stores.identities;
		const late: (() => Promise<void>)[] = [];
		service.stores.identities.put = async (...given) => void late.push(() => put(...given));
		await service.identities.refresh(ada.account);
		service.stores.identities.put = put;
		await groups({ remove: ['members'] });
		await late[0]?.();
		expect((await look(pass))?.identity.groups).toEqual([]);
	});

	test('asks the database once in ten minutes, and not at each look', async () => {
		const pass = await passed();
		await look(pass);
		let reads = 0;
		const { find } = service.stores.accounts;
		service.stores.accounts.find = (id) => {
			reads += 1;
			return find(id);
		};
		for (let at = 0; at < 20; at += 1) await look(pass);
		expect(reads).toBe(0);
		service.clock.advance(10 * MINUTE);
		await look(pass);
		expect(reads).toBe(1);
	});
});

test('another session of the same account has passes of its own', async () => {
	const pass = await passed();
	const again = await signedIn(service, { password: PASSWORD });
	await service.sessions.endAny(again.session);
	expect(await look(pass)).toBeDefined();
});
