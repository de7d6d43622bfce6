/** Seeds Latchkey through its own stores, past its rules and its HTTP: as good as real, and fast. */
import { join } from 'node:path';

import { normalIdentifier } from '../../src/lib/server/accounts/index.ts';
import { openRedis } from '../../src/lib/server/adapters/redis/index.ts';
import { openSql } from '../../src/lib/server/adapters/sql/index.ts';
import { newApplicationKey } from '../../src/lib/server/applications/application.ts';
import { systemClock as clock } from '../../src/lib/server/core/clock.ts';
import { newId } from '../../src/lib/server/core/ids.ts';
import { secureRandom as random } from '../../src/lib/server/core/random.ts';
import { hashSecret } from '../../src/lib/server/core/secret.ts';
import { createMethods } from '../../src/lib/server/factors/index.ts';
import { judgeArrival } from '../../src/lib/server/factors/phones/index.ts';
import { encodeSecret } from '../../src/lib/server/factors/totp/time-steps.ts';
import { createSealer } from '../../src/lib/server/sealing/index.ts';
import { createSessions } from '../../src/lib/server/sessions/index.ts';
import { USER_AGENT } from '../load/request.mjs';
import { MASTER_KEY } from '../subjects/latchkey.mjs';
import { passwordHash, TOTP_KEY } from './people.mjs';

const BATCH = 500;

export async function openLatchkeyStores({ folder, redisUrl, databaseUrl }) {
	const dataDir = join(folder, 'data');
	const sealer = createSealer({ keys: () => [MASTER_KEY], random });
	const sql = await openSql({ dataDir, databaseUrl, sealer, clock });
	const { endings } = sql;
	const redis = redisUrl ? await openRedis({ url: redisUrl, sealer, clock, endings }) : undefined;
	const sessions = redis && createSessions({ clock, random, store: redis.stores.sessions });
	const close = async () => void (await Promise.all([sql.close(), redis?.close()]));
	return { sql, sessions, close };
}

/** The methods as the service has them; no password is hashed here. */
export const methodsFor = (origin) =>
	createMethods({
		clock,
		random,
		hasher: {},
		origin,
		browserOf: () => ({}),
		isOn: () => true,
		textCountries: [],
		rp: { id: 'localhost', name: 'Latchkey', origins: [origin] }
	});

function accountOf({ username, email }) {
	return {
		id: newId('acc', random),
		username,
		normal: { username: normalIdentifier(username) },
		email,
		role: 'member',
		status: 'active',
		userHandle: Buffer.from(random.bytes(32)).toString('base64url'),
		createdAt: clock.now()
	};
}

export async function enrolPasskey({ account, authenticator, origin }) {
	const { enrolment } = methodsFor(origin).find(({ id }) => id === 'passkeys');
	const { id, username, userHandle } = account;
	const subject = { account: id, username, displayName: username, userHandle, factors: [] };
	const begun = await enrolment.begin(subject, { mustStandAlone: true });
	const answer = authenticator.create(begun.prompt.options);
	const { label, handle, state } = await enrolment.finish(subject, begun.state, answer);
	return { method: 'passkeys', label, handle, state };
}

async function linkPhone({ account, phone, origin }) {
	const phones = methodsFor(origin).find(({ id }) => id === 'phones');
	const { id, username, userHandle } = account;
	const subject = { account: id, username, displayName: username, userHandle, factors: [] };
	const { prompt, state, errand } = await phones.enrolment.begin(subject);
	const secret = prompt.url.split('#')[1];
	const rp = { id: 'localhost', name: 'Latchkey', origins: [origin] };
	const given = phone.arrival(secret, errand.link.options);
	const arrival = await judgeArrival(given, errand.link, { random, rp });
	phone.words(secret, arrival);
	const enrolled = await phones.enrolment.finish(subject, state, 'same', arrival);
	return {
		method: 'phones',
		label: enrolled.label,
		handle: enrolled.handle,
		state: enrolled.state
	};
}

/** @param {import('./people.mjs').Person} person */
async function factorsOf(person, account, origin) {
	const password = {
		method: 'passwords',
		label: '',
		state: { hash: passwordHash, worksAlone: true }
	};
	const state = { secret: encodeSecret(Buffer.from(TOTP_KEY)), lastStep: 0, drift: 0 };
	const app = { method: 'totp', label: 'Authenticator app', state };
	const extra = {
		password: async () => [],
		totp: async () => [app],
		phone: async () => [await linkPhone({ account, phone: person.phone, origin })],
		passkey: async () => [
			await enrolPasskey({ account, authenticator: person.authenticator, origin })
		]
	};
	const all = [password, ...(await extra[person.has]())];
	return all.map((factor) => ({
		...factor,
		id: newId('fct', random),
		account: account.id,
		version: 0,
		createdAt: clock.now()
	}));
}

/** Registers an application that may ask people, and returns its key. */
export async function seedApplication({ sql }) {
	const key = newApplicationKey(random);
	const application = { id: newId('app', random), name: 'Shop', status: 'active' };
	const kept = { ...application, createdAt: clock.now(), keyHash: hashSecret(key) };
	await sql.transact(({ applications }) => applications.add(kept));
	return key;
}

/** Adds people with their factors and returns their accounts, in order. */
export async function seedPeople({ sql }, people, origin) {
	const accounts = [];
	for (let at = 0; at < people.length; at += BATCH) {
		await sql.transact(async (stores) => {
			for (const person of people.slice(at, at + BATCH)) {
				const account = accountOf(person);
				const factors = await factorsOf(person, account, origin);
				if (!(await stores.accounts.add(account))) throw new Error(`${person.username} is taken.`);
				for (const factor of factors) await stores.factors.add(factor);
				const { id, email } = account;
				await stores.accounts.claimEmail(id, { email, normal: normalIdentifier(email) });
				accounts.push({ ...account, factors });
			}
		});
	}
	return accounts;
}

/** A session for each account, as signing in would have made it; answers the cookies. */
export async function seedSessions({ sessions }, accounts) {
	const cookies = [];
	for (let at = 0; at < accounts.length; at += BATCH) {
		const issued = await Promise.all(
			accounts.slice(at, at + BATCH).map(({ id, factors: [password] }) =>
				sessions.issue({
					account: id,
					proofs: [
						{
							factor: password.id,
							method: password.method,
							authenticator: 'password',
							at: clock.now()
						}
					],
					lifetime: 'lasting',
					caller: { requestId: 'seed', address: '127.0.0.1', userAgent: USER_AGENT }
				})
			)
		);
		cookies.push(...issued.map(({ token }) => `latchkey=${token}`));
	}
	return cookies;
}
