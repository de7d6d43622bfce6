/**
 * Sessions: a browser's signed-in state: the level it reached, how, and when it ends.
 *
 * This module issues, checks, raises and revokes them. Which level an action needs is the business of
 * `policy/`; how the proofs came about, of `sign-in/`.
 */
import { assuranceOf, type Aal, type Proof } from '#lib/server/core/assurance.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import { newId, type AccountId, type FactorId, type SessionId } from '#lib/server/core/ids.ts';
import type { Random } from '#lib/server/core/random.ts';
import { hashSecret, newSecret } from '#lib/server/core/secret.ts';
import { createLucia, formatToken, parseToken } from './lucia.ts';
import type { SessionStore } from './ports.ts';
import {
	agedSession,
	countedProofs,
	LIFETIMES,
	sessionRefusals as refuse,
	type Lifetime,
	type Session
} from './session.ts';

/** A session and the one copy of its bearer token, for the browser's cookie. */
export interface IssuedSession {
	readonly session: Session;
	readonly token: string;
}

interface NewSession {
	readonly account: AccountId;
	readonly proofs: readonly Proof[];
	readonly lifetime: Lifetime;
	readonly isRecovery?: boolean;
	readonly caller: Caller;
}

/** What was just proven, by an account that has the factors `held` and can reach the level `reachable`. */
interface Raising {
	readonly given: readonly Proof[];
	readonly held: readonly FactorId[];
	readonly reachable: Aal;
}

export interface Sessions {
	/** Says which sessions of the account had to end for it: there is a most that one may have. */
	issue(to: NewSession): Promise<IssuedSession & { readonly ended: readonly SessionId[] }>;
	/** Finds the live session behind a bearer token: one round trip to the store. */
	check(token: string): Promise<Session | undefined>;
	/**
	 * The live session that has given out what was shown, such as a pass; an id is no secret. It counts as seen then.
	 * One round trip to the store.
	 */
	attend(id: SessionId): Promise<Session | undefined>;
	/**
	 * Adds proofs to a live session under a new secret; the old token is void at once. Its level and the time
	 * of its last proof move only if these, and what still counts of the earlier ones, reach what the account can.
	 * Refuses `sessions.required` when the session ended meanwhile. ASVS 5.0 7.2.4.
	 */
	elevate(token: string, raising: Raising): Promise<IssuedSession>;
	/**
	 * Puts proofs in the place of those whose factors were replaced, under a new secret. The level and the time of
	 * its last proof stay as they were. Refuses as `elevate` does.
	 */
	reprove(token: string, proofs: Pick<Raising, 'given' | 'held'>): Promise<IssuedSession>;
	list(account: AccountId): Promise<Session[]>;
	/** Refuses `sessions.unknown` when the account has no such session. */
	end(account: AccountId, id: SessionId): Promise<void>;
	/** Ends a session, whether or not it has ended already. */
	endAny(session: Pick<Session, 'account' | 'id'>): Promise<void>;
	endAll(account: AccountId, except?: SessionId): Promise<SessionId[]>;
	/** Ends the sessions of all accounts at once, but for `except`. */
	endEverybody(except?: Pick<Session, 'account' | 'id'>): Promise<void>;
}

interface Deps {
	readonly clock: Clock;
	readonly random: Random;
	readonly store: SessionStore;
}

function raised(session: Session, { given, reachable, held }: Raising, now: Date): Session {
	const proofs = countedProofs(session, { given, held, now });
	const assurance = assuranceOf(proofs);
	if (assurance.aal < reachable) return { ...session, proofs };
	return { ...session, ...assurance, proofs, elevatedAt: now };
}

export function createSessions({ clock, random, store }: Deps): Sessions {
	const lucia = createLucia({ clock, store });
	const check: Sessions['check'] = async (token) => {
		const { session } = await lucia.validateSession(token);
		return session ? agedSession(session.session, clock.now()) : undefined;
	};

	/** The session as `change` makes it, under a new secret: the old token is void at once. */
	const rewrite = async (
		token: string,
		change: (session: Session) => Session
	): Promise<IssuedSession> => {
		const [parsed, session] = [parseToken(token), await check(token)];
		if (!parsed || !session) throw refuse.required();
		const secret = newSecret(random);
		const next = change(session);
		const isReplaced = await store.replace(hashSecret(parsed.secret), {
			...next,
			secretHash: hashSecret(secret)
		});
		if (!isReplaced) throw refuse.required();
		return { session: next, token: formatToken({ id: session.id, secret }) };
	};

	return {
		check,

		async attend(id) {
			const session = await store.attend({ id, at: clock.now() });
			return session && agedSession(session, clock.now());
		},

		async issue({ account, proofs, lifetime, isRecovery = false, caller }) {
			const now = clock.now();
			const { idleMs, absoluteMs } = LIFETIMES[lifetime];
			const session: Session = {
				id: newId('ses', random),
				account,
				...assuranceOf(proofs),
				proofs,
				lifetime,
				createdAt: now,
				lastSeenAt: now,
				expiresAt: new Date(now.getTime() + idleMs),
				endsAt: new Date(now.getTime() + absoluteMs),
				elevatedAt: now,
				isRecovery,
				address: caller.address,
				userAgent: caller.userAgent
			};
			const token = formatToken({ id: session.id, secret: newSecret(random) });
			const ended: SessionId[] = [];
			await lucia.createSession(account, { session, ended }, { sessionId: token });
			return { session, token, ended };
		},

		elevate: (token, raising) => rewrite(token, (session) => raised(session, raising, clock.now())),

		reprove: (token, { given, held }) =>
			rewrite(token, (session) => {
				const proofs = countedProofs(session, { given, held, now: clock.now() });
				return { ...session, proofs };
			}),

		async list(account) {
			const now = clock.now();
			return (await store.list(account, now)).map((session) => agedSession(session, now));
		},

		async end(account, id) {
			if (!(await store.revoke(account, id))) throw refuse.unknown();
		},

		endAny: async ({ account, id }) => void (await store.revoke(account, id)),

		endAll: (account, except) => store.revokeAll(account, except),

		endEverybody: (except) => store.revokeEverybody(except)
	};
}
