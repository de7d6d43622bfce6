/**
 * Refresh tokens: rotated with each use, so that an honest client never loses its own and a stolen one is found out.
 *
 * The rule and why it holds are in docs/refresh-tokens.md. What an access token says is the business of `tokens/`.
 * @see RFC 9700 §4.14; RFC 6749 §10.4
 */
import type { AuditLog, Record } from '#lib/server/audit/index.ts';
import type { ClientDirectory } from '#lib/server/clients/index.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import { newId, type TokenFamilyId } from '#lib/server/core/ids.ts';
import type { Random } from '#lib/server/core/random.ts';
import { defineRefusals } from '#lib/server/core/refusal.ts';
import type { EndedTokenStore } from '#lib/server/ended-tokens/index.ts';
import type { Transact } from '#lib/server/core/transact.ts';
import type { RememberedBrowserStore } from '#lib/server/remembered-browsers/index.ts';
import type { IssuedSession, Session, Sessions } from '#lib/server/sessions/index.ts';
import { ABSOLUTE_MS, confirmed, judge, type Family, type Link, type Verdict } from './family.ts';
import type { TokenFamilyStore } from './ports.ts';
import { createTokenCodec, type Parsed } from './token.ts';

export const refreshTokenRefusals = defineRefusals('tokens', {
	/** One answer for whatever is not good: unknown, spent, ended, of another client or key. */
	notAccepted: 'unauthenticated'
});

/** A refresh token, and what an access token beside it is made for. */
export interface Granted {
	readonly token: string;
	readonly family: Pick<Family, 'id' | 'client' | 'keyThumbprint'>;
	/** The token that using the access token confirms. */
	readonly link: Link;
	readonly session: Session;
}

/** Who holds a token: the client, by its name and by the key that it has proven to hold. */
export interface Holder {
	readonly client: string;
	readonly keyThumbprint?: string | undefined;
}

export interface RefreshTokens {
	begin(issued: IssuedSession, by: { holder: Holder; caller: Caller }): Promise<Granted>;
	/** Whether there is a family that it names: for who must not cost anything before. */
	isKnown(token: string): Promise<boolean>;
	/**
	 * Answers a token with its successor. One that is spent ends its family and the session, and is told. Refuses
	 * `tokens.not_accepted`.
	 */
	refresh(token: string, by: { holder: Holder; caller: Caller }): Promise<Granted>;
	/**
	 * The access token that was given with `link` is used: the token before it is spent. Answers the session, while
	 * there is one. One that came with a successor that another took the place of ends the family, as that does.
	 */
	use(
		family: TokenFamilyId,
		link: Link,
		by: { holder: Pick<Holder, 'client'>; caller: Caller }
	): Promise<Session | undefined>;
	/** Ends the family and its session; whatever is not good changes nothing. RFC 7009 §2.2. */
	revoke(token: string, by: { holder: Holder; caller: Caller }): Promise<void>;
}

interface Stores {
	readonly tokenFamilies: TokenFamilyStore;
	readonly endedTokens: Pick<EndedTokenStore, 'add'>;
	readonly audit: AuditLog;
	readonly remembered: Pick<RememberedBrowserStore, 'revokeAll'>;
}

export interface RefreshTokenDeps extends Omit<Stores, 'remembered' | 'endedTokens'> {
	readonly clock: Clock;
	readonly random: Random;
	readonly sessions: Pick<Sessions, 'check' | 'endAny' | 'endAll'>;
	readonly clients: Pick<ClientDirectory, 'find'>;
	/** What ends when a token comes back that is spent; with `account`, nothing is open until a sign-in with all factors. */
	readonly tokenReuse: 'session' | 'account';
	readonly record: Record;
	readonly transact: Transact<Stores>;
	/** Of at least 32 bytes each. The newest marks, all of them are accepted. */
	readonly secrets: readonly Uint8Array[];
}

type Answerable = Extract<Verdict, { kind: 'good' | 'repeated' }>;

const changed = (family: Family): Family => ({ ...family, version: family.version + 1 });

export function createRefreshTokens(deps: RefreshTokenDeps): RefreshTokens {
	const { clock, random, sessions, tokenFamilies } = deps;
	const codec = createTokenCodec(deps);
	const refused = refreshTokenRefusals.notAccepted;

	const nameOf = (client: string): string => deps.clients.find(client)?.name ?? client;

	const isOf = (family: Family, { client, keyThumbprint }: Holder): boolean =>
		family.client === client && family.keyThumbprint === keyThumbprint;

	/** Undefined, too, for what somebody has made up: it tells nothing about any family. */
	const found = async (token: string, holder: Holder) => {
		const parsed = codec.parse(token);
		const family = parsed && (await tokenFamilies.find(parsed.family));
		if (!parsed || !family || !isOf(family, holder)) return undefined;
		const verdict = judge(family, parsed, clock.now());
		if (verdict.kind === 'reused' && !parsed.isMarked) return undefined;
		return { parsed, family, verdict };
	};

	/** The family first, with the record of it: nobody else holds the session's token. */
	const end = async (family: Family, caller: Caller, code: 'tokens.reused' | 'tokens.revoked') => {
		const { id, account, session, client } = family;
		const isEverywhere = code === 'tokens.reused' && deps.tokenReuse === 'account';
		const details = { client: nameOf(client), ...(isEverywhere && { ends: 'account' }) };
		await deps.transact(async (stores) => {
			if (!(await stores.tokenFamilies.remove(id))) return;
			// With it: the session ends a moment later, or where that fails, not at all.
			await stores.endedTokens.add([{ of: 'session', session, client }]);
			// A browser that skips the second factor would make half a sign-in do.
			if (isEverywhere) await stores.remembered.revokeAll(account);
			await deps.record(stores.audit, caller, { code, account, session, details });
		});
		if (isEverywhere) await sessions.endAll(account);
		await sessions.endAny({ account, id: session });
	};

	const granted = (family: Family, { text, number, hash }: Parsed, session: Session): Granted => ({
		token: text,
		family,
		link: { number, hash },
		session
	});

	/** Of those who race, one makes the successor; the others find it there. */
	const goOn = async (family: Family, parsed: Parsed, session: Session) => {
		const now = clock.now();
		const successor = codec.create(family.id, family.current.number + 1);
		const { number, hash } = successor;
		const next = changed({
			...family,
			successor: { number, hash, box: codec.box(successor, parsed), at: now },
			usedAt: now
		});
		return (await tokenFamilies.replace(next)) ? granted(next, successor, session) : undefined;
	};

	/** Undefined where another was quicker, and all is to be looked at anew. */
	const answer = async (verdict: Answerable, parsed: Parsed, session: Session) => {
		if (verdict.kind === 'good') return goOn(verdict.family, parsed, session);
		const { box, family } = verdict;
		const same = codec.unbox(box, parsed);
		if (!same) throw refused();
		const isKept = !verdict.isChanged || (await tokenFamilies.replace(changed(family)));
		return isKept ? granted(family, same, session) : undefined;
	};

	const refresh: RefreshTokens['refresh'] = async (token, by) => {
		const held = await found(token, by.holder);
		if (!held) throw refused();
		const { parsed, family, verdict } = held;
		if (verdict.kind === 'reused') await end(family, by.caller, 'tokens.reused');
		if (verdict.kind === 'reused' || verdict.kind === 'over') throw refused();
		const session = await sessions.check(family.sessionToken);
		if (!session) throw refused();
		return (await answer(verdict, parsed, session)) ?? refresh(token, by);
	};

	const use: RefreshTokens['use'] = async (id, link, by) => {
		const family = await tokenFamilies.find(id);
		if (family?.client !== by.holder.client) return undefined;
		const verdict = judge(family, link, clock.now());
		if (verdict.kind === 'over') return undefined;
		if (verdict.kind === 'reused') {
			// One that was current a moment ago lives on until its end; one that never was is with two holders.
			if (link.number < family.current.number) return sessions.check(family.sessionToken);
			await end(family, by.caller, 'tokens.reused');
			return undefined;
		}
		const isSuccessor = link.number === family.successor?.number;
		const next = changed(confirmed(family, clock.now()));
		if (isSuccessor && !(await tokenFamilies.replace(next))) return use(id, link, by);
		return sessions.check(family.sessionToken);
	};

	return {
		async isKnown(token) {
			const parsed = codec.parse(token);
			return parsed !== undefined && (await tokenFamilies.find(parsed.family)) !== undefined;
		},

		async begin({ session, token: sessionToken }, { holder, caller }) {
			const { client, keyThumbprint } = holder;
			const now = clock.now();
			const id = newId('fam', random);
			const first = codec.create(id, 0);
			const { number, hash } = first;
			const family: Family = {
				id,
				account: session.account,
				session: session.id,
				sessionToken,
				client,
				keyThumbprint,
				current: { number, hash },
				usedAt: now,
				endsAt: new Date(now.getTime() + ABSOLUTE_MS),
				version: 0
			};
			await deps.transact(async (stores) => {
				await stores.tokenFamilies.add(family);
				const { account, id: of } = session;
				const details = { client: nameOf(client) };
				const event = { code: 'tokens.issued', account, session: of, details } as const;
				await deps.record(stores.audit, caller, event);
			});
			return granted(family, first, session);
		},

		refresh,
		use,

		async revoke(token, { holder, caller }) {
			const held = await found(token, holder);
			if (held) await end(held.family, caller, 'tokens.revoked');
		}
	};
}
