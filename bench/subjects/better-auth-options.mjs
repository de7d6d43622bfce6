/**
 * better-auth's settings, the same for every row: the plugins that match what Latchkey does, passwords hashed
 * with Latchkey's parameters, SQLite with Latchkey's durability, and no rate limit.
 */
import { hash, verify } from '@node-rs/argon2';
import { oauthProvider } from '@better-auth/oauth-provider';
import { passkey } from '@better-auth/passkey';
import { betterAuth } from 'better-auth';
import { jwt, twoFactor } from 'better-auth/plugins';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createClient } from 'redis';

export const SECRET = 'a secret of the bench, of more than thirty-two characters';

const ARGON2ID = 2;
export const ARGON2 = {
	algorithm: ARGON2ID,
	memoryCost: 19456,
	timeCost: 2,
	parallelism: 1,
	outputLen: 32
};

export function openDatabase(folder) {
	const database = new DatabaseSync(join(folder, 'better-auth.sqlite'));
	database.exec('pragma journal_mode = wal; pragma synchronous = full; pragma busy_timeout = 5000');
	return database;
}

/** The interface that better-auth documents, over the client that Latchkey uses. */
async function openSecondaryStorage(url) {
	const client = createClient({ url });
	await client.connect();
	return {
		get: (key) => client.get(key),
		set: (key, value, ttl) => client.set(key, value, ttl ? { EX: ttl } : {}),
		delete: async (key) => void (await client.del(key)),
		getAndDelete: (key) => client.getDel(key),
		async increment(key, ttl) {
			const [, count] = await client.multi().set(key, 0, { EX: ttl, NX: true }).incr(key).exec();
			return count;
		}
	};
}

/** What other applications sign people in by; its own rows have it, and no other row pays for it. */
const provider = () => [jwt(), oauthProvider({ loginPage: '/sign-in', consentPage: '/consent' })];

/**
 * @param {{
 *   folder: string, origin: string, redisUrl?: string, hasCookieCache?: boolean, isProvider?: boolean
 * }} options
 */
export async function createAuth({
	folder,
	origin,
	redisUrl,
	hasCookieCache = false,
	isProvider = false
}) {
	return betterAuth({
		secret: SECRET,
		baseURL: origin,
		database: openDatabase(folder),
		...(redisUrl && { secondaryStorage: await openSecondaryStorage(redisUrl) }),
		emailAndPassword: {
			enabled: true,
			password: {
				hash: (password) => hash(password, ARGON2),
				verify: ({ hash: stored, password }) => verify(stored, password)
			}
		},
		plugins: [twoFactor(), passkey(), ...(isProvider ? provider() : [])],
		...(isProvider && { disabledPaths: ['/token'] }),
		// Its provider demands that sessions are in the database, too.
		session: { cookieCache: { enabled: hasCookieCache }, storeSessionInDatabase: isProvider },
		rateLimit: { enabled: false },
		telemetry: { enabled: false },
		logger: { disabled: true }
	});
}
