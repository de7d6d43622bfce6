import { Lucia, TimeSpan, type Adapter } from 'lucia';

import type { Clock } from '#lib/server/core/clock.ts';
import type { AccountId, SessionId } from '#lib/server/core/ids.ts';
import { hashSecret } from '#lib/server/core/secret.ts';
import type { SessionStore } from './ports.ts';
import { LIFETIMES, type Session } from './session.ts';

/** Lucia's word for a session is the bearer token; ours travels inside as an attribute. */
declare module 'lucia' {
	interface Register {
		Lucia: SessionLucia;
		DatabaseSessionAttributes: Attributes;
	}
}

interface Attributes {
	readonly session: Session;
	/** Sessions that had to end for a new one; the store adds them, as Lucia hands nothing back. */
	readonly ended: SessionId[];
}

type SessionLucia = Lucia<{ session: Session }>;

interface SessionToken {
	readonly id: SessionId;
	readonly secret: string;
}

/** A bearer token names its session and carries the secret: `ses_… . 43 characters`. */
export function formatToken({ id, secret }: SessionToken): string {
	return `${id}.${secret}`;
}

const TOKEN = /^(ses_[\w-]{22})\.([\w-]{43})$/;

export function parseToken(token: string): SessionToken | undefined {
	const [, id, secret] = TOKEN.exec(token) ?? [];
	return id && secret ? { id: id as SessionId, secret } : undefined;
}

/**
 * Lucia over our store. Lucia hands the adapter raw tokens, so each look-up splits and hashes.
 * The store slides a session's expiry in the round trip that finds it; Lucia's own sliding is
 * left empty, because writing an expiry apart from the read could bring back a revoked session.
 */
export function createLucia(deps: { clock: Clock; store: SessionStore }): SessionLucia {
	const { clock, store } = deps;
	const adapter: Adapter = {
		async getSessionAndUser(token) {
			const parsed = parseToken(token);
			const session =
				parsed &&
				(await store.touch({
					id: parsed.id,
					secretHash: hashSecret(parsed.secret),
					at: clock.now()
				}));
			if (!session) return [null, null];
			const { account, expiresAt } = session;
			return [
				{ id: token, userId: account, expiresAt, attributes: { session, ended: [] } },
				{ id: account, attributes: {} }
			];
		},
		async setSession({ id, attributes: { session, ended } }) {
			const parsed = parseToken(id);
			if (!parsed) throw new Error('A session was made with a malformed token.');
			ended.push(...(await store.save({ ...session, secretHash: hashSecret(parsed.secret) })));
		},
		async deleteSession(token) {
			const parsed = parseToken(token);
			if (!parsed) return;
			const ref = { id: parsed.id, secretHash: hashSecret(parsed.secret), at: clock.now() };
			const session = await store.touch(ref);
			if (session) await store.revoke(session.account, session.id);
		},
		deleteUserSessions: async (account) => void (await store.revokeAll(account as AccountId)),
		updateSessionExpiration: async () => undefined,
		// Every record carries its own expiry in the store.
		deleteExpiredSessions: async () => undefined,
		// A list would need raw tokens, which are not kept; `SessionStore.list` has its own words.
		getUserSessions: async () => []
	};
	return new Lucia(adapter, {
		sessionExpiresIn: new TimeSpan(LIFETIMES.lasting.absoluteMs, 'ms'),
		getSessionAttributes: ({ session }) => ({ session })
	});
}
