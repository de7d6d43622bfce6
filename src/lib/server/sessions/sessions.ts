/**
 * Sessions: a browser's signed-in state: the level it reached, how, and when it ends.
 *
 * This module issues, checks, raises and revokes them. Which level an action needs is the business of
 * `policy/`; how the proofs came about, of `sign-in/`.
 */
import { assuranceOf, type Proof } from '#lib/server/core/assurance.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import { newId, type AccountId, type SessionId } from '#lib/server/core/ids.ts';
import type { Random } from '#lib/server/core/random.ts';
import { hashSecret, newSecret } from '#lib/server/core/secret.ts';
import { createLucia, formatToken, parseToken } from './lucia.ts';
import type { SessionStore } from './ports.ts';
import {
	agedSession,
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

export interface Sessions {
	issue(to: NewSession): Promise<IssuedSession>;
	/** Finds the live session behind a bearer token: one round trip to the store. */
	check(token: string): Promise<Session | undefined>;
	/**
	 * Adds a proof to a live session under a new secret; the old token is void at once.
	 * Refuses `sessions.required` when the session ended meanwhile. ASVS 5.0 7.2.4.
	 */
	elevate(token: string, proof: Proof): Promise<IssuedSession>;
	list(account: AccountId): Promise<Session[]>;
	/** Refuses `sessions.unknown` when the account has no such session. */
	end(account: AccountId, id: SessionId): Promise<void>;
	/** Ends a session, whether or not it has ended already. */
	endAny(session: Session): Promise<void>;
	endAll(account: AccountId, except?: SessionId): Promise<SessionId[]>;
	/** Ends the sessions of all accounts at once, but for `except`. */
	endEverybody(except?: Pick<Session, 'account' | 'id'>): Promise<void>;
}

interface Deps {
	readonly clock: Clock;
	readonly random: Random;
	readonly store: SessionStore;
}

export function createSessions({ clock, random, store }: Deps): Sessions {
	const lucia = createLucia({ clock, store });
	const check: Sessions['check'] = async (token) => {
		const { session } = await lucia.validateSession(token);
		return session ? agedSession(session.session, clock.now()) : undefined;
	};

	return {
		check,

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
			await lucia.createSession(account, { session }, { sessionId: token });
			return { session, token };
		},

		async elevate(token, proof) {
			const [parsed, session] = [parseToken(token), await check(token)];
			if (!parsed || !session) throw refuse.required();
			const secret = newSecret(random);
			// A factor proven again replaces its older proof, so the list stays as short as the factors are.
			const others = session.proofs.filter(({ factor }) => factor !== proof.factor);
			const proofs = [...others, proof];
			const next = { ...session, ...assuranceOf(proofs), proofs, elevatedAt: proof.at };
			const isReplaced = await store.replace(hashSecret(parsed.secret), {
				...next,
				secretHash: hashSecret(secret)
			});
			if (!isReplaced) throw refuse.required();
			return { session: next, token: formatToken({ id: session.id, secret }) };
		},

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
