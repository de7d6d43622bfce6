import { beforeEach, describe, expect, test } from 'vitest';

import { newId } from '../core/ids.ts';
import { hashSecret } from '../core/secret.ts';
import { storeRefusals } from '../adapters/outage.ts';
import { caller, enroller, member, PASSWORD, signedIn } from '../people.fixture.ts';
import { sidOf, type Session } from '../sessions/index.ts';
import { DAY, MINUTE, openService, refusal, restarted, type Service } from '../testing.fixture.ts';
import { LISTED_MS } from './ended-token.ts';
import type { Subscription, Told } from './index.ts';

const API = 'https://notes.example/api';
const SECRET = 'a secret of the API';
const api = {
	id: 'notes-api',
	name: 'Notes API',
	audience: API,
	grants: ['client_credentials'],
	authentication: 'client_secret_basic',
	secretHash: hashSecret(SECRET)
};
const notes = { id: 'notes', name: 'Notes', audience: API };
const shop = {
	...{ id: 'shop', name: 'Shop', audience: API },
	redirectUris: ['https://shop.example/callback']
};
const bank = { ...api, id: 'bank-api', audience: 'https://bank.example/api' };
const clients = [api, notes, shop, bank];
const by = { id: 'notes-api', secret: SECRET, caller };

let service: Service;
let session: Session;

beforeEach(async () => {
	service = await openService({ clients });
	session = enroller(await member(service)).session;
});

const open: Subscription[] = [];
const serve = (client: string, { id, account, endsAt } = session) =>
	service.stores.served.add({ session: id, account, client, since: service.clock.now(), endsAt });

async function subscribe(position?: string, on = service, as = by) {
	const subscription = await on.endedTokens.subscribe(as, position);
	open.push(subscription);
	const heard: Told[] = [];
	/** All until it is said that nothing is missing. */
	const current = async (): Promise<readonly Told[]> => {
		heard.splice(0);
		for (;;) {
			const { value } = await subscription.told.next();
			if (!value) return [...heard];
			heard.push(value);
			if (value.kind === 'current') return [...heard];
		}
	};
	return { ...subscription, current };
}

const names = (all: readonly Told[]) =>
	all.flatMap((told) => {
		if (told.kind !== 'ended') return [];
		return [Object.fromEntries(Object.entries(told.named).filter(([name]) => name !== 'until'))];
	});
const kinds = (all: readonly Told[]) => all.map(({ kind }) => kind);
const positionIn = (all: readonly Told[]) => {
	const last = all.at(-1);
	return last?.kind === 'current' ? last.position : '';
};

describe('whoever subscribes', () => {
	test('is told the whole list first, and which clients there are', async () => {
		const { current, end } = await subscribe();
		expect(await current()).toEqual([
			{ kind: 'reset' },
			{
				kind: 'current',
				position: expect.any(String) as string,
				client_ids: ['notes', 'notes-api', 'shop']
			}
		]);
		end();
	});

	test('shows the secret of a client whose API is named', async () => {
		const refused = [
			{ id: 'notes-api', secret: 'another' },
			{ id: 'notes-api', secret: '' },
			{ id: 'notes', secret: '' },
			{ id: 'nobody', secret: SECRET },
			{ id: '__proto__', secret: SECRET }
		];
		for (const each of refused)
			expect(await refusal(service.endedTokens.subscribe({ ...each, caller }, undefined))).toBe(
				'ended_tokens.not_accepted'
			);
	});

	test('has ten places in a process, and leaves room for others', async () => {
		const all = [];
		for (let count = 0; count < 10; count += 1) all.push(await subscribe());
		expect(await refusal(subscribe())).toBe('ended_tokens.too_many');
		const other = await subscribe(undefined, service, { ...by, id: 'bank-api' });
		all[0]?.end();
		const again = await subscribe();
		for (const { end } of [...all, other, again]) end();
	});

	test('is sent elsewhere by a process that ends', async () => {
		const { told, current } = await subscribe();
		await current();
		const next = told.next();
		service.endedTokens.leave();
		expect(await next).toEqual({ value: undefined, done: true });
		expect(await refusal(subscribe())).toBe('ended_tokens.leaving');
	});

	test('hears no more once its client is closed', async () => {
		const operator = { caller };
		const added = await service.clientRegister.add(operator, {
			id: 'mail-api',
			name: 'Mail API',
			audience: 'https://mail.example/api',
			grants: ['client_credentials'],
			authentication: 'client_secret_basic'
		});
		await service.clients.reread();
		const as = { id: 'mail-api', secret: added.secret ?? '', caller };
		const { told, current } = await subscribe(undefined, service, as);
		await current();
		await service.clientRegister.changeStatus(operator, 'mail-api', 'disabled');
		await service.clients.reread();
		expect(await told.next()).toEqual({ value: undefined, done: true });
		expect(await refusal(subscribe(undefined, service, as))).toBe('ended_tokens.not_accepted');
	});
});

describe('what ends', () => {
	test('a session is told by the names that tokens of each client have for it', async () => {
		for (const client of ['notes', 'shop', 'bank-api']) await serve(client);
		const { current, end } = await subscribe();
		await current();
		await service.sessions.endAny(session);
		expect(names(await current())).toEqual(
			expect.arrayContaining([{ sid: session.id }, { sid: sidOf(session, 'shop') }])
		);
		end();
	});

	test('of tokens for another API nothing is told', async () => {
		await serve('bank-api');
		const { current, end } = await subscribe();
		const [, first] = await current();
		await service.sessions.endAny(session);
		service.clock.advance(MINUTE);
		expect(names(await current())).toEqual([]);
		expect(first?.kind).toBe('current');
		end();
	});

	const endings: Readonly<Record<string, () => Promise<unknown>>> = {
		'a sign-out': () => service.sessions.end(session.account, session.id),
		'the end of all sessions of an account': () => service.sessions.endAll(session.account),
		'a disabled account': () => service.administration.disable({ caller }, session.account),
		'a session beyond the most that there may be': async () => {
			for (let count = 0; count < 100; count += 1) {
				service.clock.advance(1000);
				await signedIn(service, { password: PASSWORD });
			}
		}
	};
	test.each(Object.entries(endings))('is on the list after %s', async (_, act) => {
		await serve('notes');
		await act();
		const { current, end } = await subscribe();
		expect(names(await current())).toEqual([{ sid: session.id }]);
		end();
	});

	test('of everybody, all tokens until then are meant', async () => {
		await service.sessions.endEverybody();
		const { current, end } = await subscribe();
		const seconds = Math.floor(service.clock.now().getTime() / 1000);
		expect(names(await current())).toContainEqual({ iat: seconds + 5 });
		end();
	});

	test('is told nobody of a session that goes on', async () => {
		const other = (await signedIn(service, { password: PASSWORD })).session;
		for (const each of [session, other]) await serve('notes', each);
		await service.sessions.endAll(session.account, session.id);
		const { current, end } = await subscribe();
		expect(names(await current())).toEqual([{ sid: other.id }]);
		end();
	});

	test('between the note of an ending and the end itself, for a client that comes then, is told', async () => {
		const { revoke } = service.stores.sessions;
		service.stores.sessions.revoke = async (...given) => {
			await serve('notes');
			return revoke(...given);
		};
		await service.sessions.endAny(session);
		const { current, end } = await subscribe();
		expect(names(await current())).toEqual([{ sid: session.id }]);
		end();
	});

	test('where it cannot be listed, nothing ends, and nothing is acknowledged', async () => {
		await serve('notes');
		service.stores.endedTokens.add = async () => {
			throw storeRefusals.unavailable();
		};
		expect(await refusal(service.sessions.endAny(session))).toBe('stores.unavailable');
		expect(await service.sessions.list(session.account)).toHaveLength(1);
	});

	test('a consent that is taken back is told by its name, and a consent of nobody’s is not', async () => {
		const consent = await service.consents.hold(session.account, 'shop', ['openid']);
		const giver = { session, caller };
		await service.consents.withdraw(giver, consent.id);
		const unknown = service.consents.withdraw(giver, newId('con', service.random));
		expect(await refusal(unknown)).toBe('consents.unknown');
		const { current, end } = await subscribe();
		expect(names(await current())).toEqual([{ consent_id: consent.id }]);
		end();
	});

	test('drops out when no token can hang on it any more', async () => {
		await serve('notes');
		await service.sessions.endAny(session);
		service.clock.advance(LISTED_MS);
		const { current, end } = await subscribe();
		expect(names(await current())).toEqual([]);
		end();
	});
});

describe('whoever comes again', () => {
	test('hears what ended meanwhile, and no more', async () => {
		await serve('notes');
		const other = (await signedIn(service, { password: PASSWORD })).session;
		await serve('notes', other);
		await service.sessions.endAny(other);
		const first = await subscribe();
		const position = positionIn(await first.current());
		first.end();
		await service.sessions.endAny(session);
		const again = await subscribe(position);
		const heard = await again.current();
		expect(kinds(heard)).toEqual(['ended', 'current']);
		expect(names(heard)).toEqual([{ sid: session.id }]);
		again.end();
	});

	test('to another process goes on where it was', async () => {
		await serve('notes');
		const first = await subscribe();
		const position = positionIn(await first.current());
		await service.sessions.endAny(session);
		const again = await subscribe(position, restarted(service, { clients }));
		expect(names(await again.current())).toEqual([{ sid: session.id }]);
		for (const { end } of [first, again]) end();
	});

	test('after an interruption amid the list misses none of it', async () => {
		const sessions = [session];
		for (let count = 0; count < 20; count += 1)
			sessions.push((await signedIn(service, { password: PASSWORD })).session);
		for (const each of sessions) await serve('notes', each);
		await service.sessions.endAll(session.account);
		const first = await subscribe();
		const heard: Told[] = [];
		let position: string | undefined;
		for (let count = 0; count < 8; count += 1) {
			const { value } = await first.told.next();
			if (!value) break;
			heard.push(value);
			if (value.kind === 'ended') ({ position } = value);
		}
		first.end();
		const again = await subscribe(position);
		const rest = await again.current();
		expect(kinds(rest)).not.toContain('reset');
		const all = new Set(names([...heard, ...rest]).map((each) => JSON.stringify(each)));
		expect(all).toEqual(new Set(sessions.map(({ id }) => JSON.stringify({ sid: id }))));
		again.end();
	});

	test.each([
		'',
		'nonsense',
		'0',
		'9'.repeat(15),
		`${'9'.repeat(15)}.${'A'.repeat(43)}`,
		'__proto__'
	])('with the position %j gets the whole list', async (position) => {
		await serve('notes');
		await service.sessions.endAny(session);
		const { current, end } = await subscribe(position);
		const heard = await current();
		expect(kinds(heard)).toEqual(['reset', 'ended', 'current']);
		end();
	});

	test('too late, when some has been swept, gets the whole list', async () => {
		const first = await subscribe();
		const position = positionIn(await first.current());
		first.end();
		for (let count = 0; count < 2; count += 1) {
			service.clock.advance(DAY / 2);
			await service.stores.endedTokens.add([{ of: 'grant', grant: `${count}`, client: 'shop' }]);
		}
		const again = await subscribe(position);
		const heard = await again.current();
		expect(kinds(heard)).toEqual(['reset', 'ended', 'current']);
		expect(names(heard)).toEqual([{ grant_id: '1' }]);
		again.end();
	});

	test('where there are other clients than before gets the whole list', async () => {
		const first = await subscribe();
		const position = positionIn(await first.current());
		first.end();
		const fewer = restarted(service, { clients: [api, notes] });
		const again = await subscribe(position, fewer);
		expect(await again.current()).toMatchObject([
			{ kind: 'reset' },
			{ kind: 'current', client_ids: ['notes', 'notes-api'] }
		]);
		again.end();
	});
});

test('while the store does not answer, what was told is unknown, and then there is the whole list', async () => {
	await serve('notes');
	await service.sessions.endAny(session);
	const { told, current, end } = await subscribe();
	await current();
	const { bounds } = service.stores.endedTokens;
	service.stores.endedTokens.bounds = async () => {
		throw storeRefusals.unavailable();
	};
	expect(await told.next()).toEqual({ value: { kind: 'reset' }, done: false });
	service.stores.endedTokens.bounds = bounds;
	expect(kinds(await current())).toEqual(['reset', 'ended', 'current']);
	end();
	service.stores.endedTokens.bounds = async () => {
		throw storeRefusals.unavailable();
	};
	expect(await refusal(subscribe())).toBe('stores.unavailable');
});

test('nothing is said of a person: names of sessions, grants and consents alone', async () => {
	await serve('notes');
	await service.sessions.endAny(session);
	const { current, end } = await subscribe();
	const text = JSON.stringify(await current());
	expect(text).not.toContain(session.account);
	end();
});
