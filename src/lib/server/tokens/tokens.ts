/** Tokens for the operator's own clients: a completed sign-in becomes a pair, and a pair the next one. docs/tokens.md */
import * as v from 'valibot';

import type { Client } from '#lib/server/clients/index.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import type { Random } from '#lib/server/core/random.ts';
import { defineRefusals } from '#lib/server/core/refusal.ts';
import { hashSecret, newSecret } from '#lib/server/core/secret.ts';
import type { Serve } from '#lib/server/logouts/index.ts';
import type { PendingStore } from '#lib/server/pending/index.ts';
import {
	refreshTokenRefusals,
	type Granted,
	type RefreshTokens
} from '#lib/server/refresh-tokens/index.ts';
import type { Session, Sessions } from '#lib/server/sessions/index.ts';
import type { AccessTokens, Claims } from './access-tokens.ts';
import type { ProvePossession } from './proof-of-possession.ts';

/** Long enough for the next call of the same program. */
const CODE_MS = 60_000;

const refuse = defineRefusals('tokens', { keyRequired: 'unauthenticated' });

/** Who calls, and what the call proves a key by. */
export interface ClientCall {
	readonly client: Client;
	readonly caller: Caller;
	readonly method: string;
	/** Without query and fragment. */
	readonly url: string;
	/** The `DPoP` header. */
	readonly proof: string | undefined;
}

export interface TokenPair {
	readonly accessToken: string;
	readonly tokenType: 'Bearer' | 'DPoP';
	readonly expiresAt: Date;
	readonly refreshToken: string;
	readonly session: Session;
}

export interface Tokens {
	/** Keeps the session of a completed sign-in for whoever brings the code, once and within a minute. */
	offer(client: Client, sessionToken: string): Promise<string>;
	/** Refuses `tokens.not_accepted`, `tokens.proof_not_accepted` and `tokens.key_required`. */
	exchange(call: ClientCall, code: string): Promise<TokenPair>;
	/** Refuses as `exchange` does. */
	refresh(call: ClientCall, refreshToken: string): Promise<TokenPair>;
	revoke(call: ClientCall, refreshToken: string): Promise<void>;
	/** The session behind an access token, while it lives; the refresh token before it is spent from then on. */
	sessionOf(call: ClientCall, authorization: string | undefined): Promise<Session>;
	/**
	 * For an API that got an access token from whomever: what it says, while its session lives. Whether its caller
	 * holds the key of `cnf` is for the API to see. It counts as a use of the token.
	 */
	introspect(accessToken: string, caller: Caller): Promise<Introspected | undefined>;
}

interface Introspected {
	readonly claims: Claims;
	readonly session: Session;
}

export interface TokensDeps {
	readonly clock: Clock;
	readonly random: Random;
	readonly pending: PendingStore;
	readonly sessions: Pick<Sessions, 'check'>;
	readonly serve: Serve;
	readonly refreshTokens: RefreshTokens;
	readonly accessTokens: AccessTokens;
	readonly provePossession: ProvePossession;
}

const Offered = v.object({ sessionToken: v.string() });
const AUTHORIZATION = /^(Bearer|DPoP) ([\w.-]+)$/;

/** RFC 9449 §7.1. */
const schemeFor = ({ cnf }: { readonly cnf?: object | undefined }): TokenPair['tokenType'] =>
	cnf ? 'DPoP' : 'Bearer';

const refOf = (client: Client, code: string) => ({
	id: hashSecret(code),
	holder: `client/${client.id}`
});

export function createTokens(deps: TokensDeps): Tokens {
	const { clock, random, pending, refreshTokens, accessTokens } = deps;
	const notAccepted = refreshTokenRefusals.notAccepted;

	/** The key that the call proves, if the client brings one. */
	const keyOf = async ({ client, proof, method, url }: ClientCall, accessToken?: string) => {
		if (proof !== undefined) return deps.provePossession({ proof, method, url, accessToken });
		if (client.mustProveKey) throw refuse.keyRequired();
		return undefined;
	};

	const holderOf = async (call: ClientCall) => ({
		client: call.client.id,
		keyThumbprint: await keyOf(call)
	});

	const pairOf = async (granted: Granted, { client }: ClientCall): Promise<TokenPair> => {
		const { token, expiresAt } = await accessTokens.issue(granted, client.audience);
		return {
			accessToken: token,
			tokenType: granted.family.keyThumbprint === undefined ? 'Bearer' : 'DPoP',
			expiresAt,
			refreshToken: granted.token,
			session: granted.session
		};
	};

	return {
		async offer(client, sessionToken) {
			const code = newSecret(random);
			await pending.save({
				...refOf(client, code),
				attemptsLeft: 1,
				expiresAt: new Date(clock.now().getTime() + CODE_MS),
				data: { sessionToken } satisfies v.InferOutput<typeof Offered>
			});
			return code;
		},

		async exchange(call, code) {
			const ref = refOf(call.client, code);
			// A proof is kept for a while, so there has to be something to prove it for.
			if (!(await pending.find(ref))) throw notAccepted();
			const holder = await holderOf(call);
			const offered = await pending.take(ref);
			if (!offered) throw notAccepted();
			const { sessionToken: token } = v.parse(Offered, offered.data);
			const session = await deps.sessions.check(token);
			if (!session) throw notAccepted();
			const { caller } = call;
			await deps.serve(session, call.client.id);
			// What has ended before that was on record did so without word of this client.
			if (!(await deps.sessions.check(token))) throw notAccepted();
			return pairOf(await refreshTokens.begin({ session, token }, { holder, caller }), call);
		},

		async refresh(call, refreshToken) {
			if (!(await refreshTokens.isKnown(refreshToken))) throw notAccepted();
			const by = { holder: await holderOf(call), caller: call.caller };
			return pairOf(await refreshTokens.refresh(refreshToken, by), call);
		},

		async revoke(call, refreshToken) {
			if (!(await refreshTokens.isKnown(refreshToken))) return;
			const { caller } = call;
			await refreshTokens.revoke(refreshToken, { holder: await holderOf(call), caller });
		},

		async sessionOf(call, authorization) {
			const [, scheme, token = ''] = AUTHORIZATION.exec(authorization ?? '') ?? [];
			const verified = await accessTokens.verify(token);
			if (!verified) throw notAccepted();
			const { claims, family, link } = verified;
			const { client, caller } = call;
			if (claims.client_id !== client.id || scheme !== schemeFor(claims)) throw notAccepted();
			if (claims.cnf && claims.cnf.jkt !== (await keyOf(call, token))) throw notAccepted();
			const by = { holder: { client: client.id }, caller };
			const session = await refreshTokens.use(family, link, by);
			if (!session) throw notAccepted();
			return session;
		},

		async introspect(accessToken, caller) {
			const verified = await accessTokens.verify(accessToken);
			if (!verified) return undefined;
			const { claims, family, link } = verified;
			const by = { holder: { client: claims.client_id }, caller };
			const session = await refreshTokens.use(family, link, by);
			return session && { claims, session };
		}
	};
}
