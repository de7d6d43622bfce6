/** What is kept of an access token that an API verifies by itself: what it hangs on, so that whoever asks is told. */
import type { KoaContextWithOIDC } from 'oidc-provider';
import * as v from 'valibot';

import type { Client, ClientDirectory } from '#lib/server/clients/index.ts';
import { hashSecret } from '#lib/server/core/secret.ts';
import { grantName, type EndedTokenStore } from '#lib/server/ended-tokens/index.ts';
import { sidOf } from '#lib/server/sessions/index.ts';
import type { RecordDeps } from './records.ts';

const SECOND = 1000;

const Issued = v.union([
	v.strictObject({ grant: v.string() }),
	/** Of a machine: another one when what it shows itself by is replaced. */
	v.strictObject({ credential: v.string() }),
	/** Given back before its end. RFC 7009. */
	v.strictObject({ isTakenBack: v.literal(true) })
]);

type Issued = v.InferOutput<typeof Issued>;

const Bonds = v.object({ consentId: v.string(), isOffline: v.optional(v.boolean(), false) });

interface Token {
	readonly jti?: string | undefined;
	readonly aud?: unknown;
	readonly clientId?: string | undefined;
	readonly expiration: number;
	readonly grantId?: string | undefined;
	readonly sessionUid?: string | undefined;
}

const credentialOf = ({ secretHash, keys }: Client): string =>
	hashSecret(secretHash ?? JSON.stringify(keys));

const refOf = (jti: string) => ({ id: jti, holder: 'openid/issued' });

interface Deps extends RecordDeps {
	readonly clients: Pick<ClientDirectory, 'find'>;
	readonly endedTokens: Pick<EndedTokenStore, 'add'>;
}

export interface IssuedTokens {
	/** What the token says of a sign-in, and no more of a person than the sign-in. RFC 9068 §2.2.1. */
	claimsOf(ctx: KoaContextWithOIDC, token: Token): Promise<Record<string, unknown> | undefined>;
	find(jti: string): Promise<Issued | undefined>;
	/** Whether there is something of it that can be taken back; who asks finds that it was, until the token has ended. */
	takeBack(token: {
		readonly jti: string;
		readonly exp: number;
		readonly client_id: string;
	}): Promise<boolean>;
	isOf(client: Client, issued: { readonly credential: string }): boolean;
}

/** What it hangs on beside the session, by names that whoever holds a list of what has ended looks for. */
function bonds({ oidc: { entities } }: KoaContextWithOIDC, { grantId }: Token) {
	const { consentId, isOffline } = v.parse(Bonds, entities.Grant);
	if (grantId === undefined) throw new Error('A token of a sign-in is of a grant.');
	// That one does without the session.
	return {
		grant_id: grantName(grantId),
		consent_id: consentId,
		...(isOffline && { offline_access: true })
	};
}

/** Where the sign-in that a token comes of is described. */
function signInOf({ oidc: { entities } }: KoaContextWithOIDC) {
	const { AuthorizationCode, BackchannelAuthenticationRequest, DeviceCode, RefreshToken } =
		entities;
	const source =
		AuthorizationCode ?? DeviceCode ?? BackchannelAuthenticationRequest ?? RefreshToken;
	if (!source) throw new Error('A token is of a sign-in.');
	const { acr, amr, authTime } = source;
	return { acr, amr, auth_time: authTime };
}

export function createIssuedTokens({ clock, pending, clients, endedTokens }: Deps): IssuedTokens {
	const hangsOn = ({ grantId, clientId = '' }: Token): Issued => {
		if (grantId !== undefined) return { grant: grantId };
		const client = clients.find(clientId);
		if (!client) throw new Error('A token is of a client.');
		return { credential: credentialOf(client) };
	};

	const find = async (jti: string): Promise<Issued | undefined> => {
		const found = await pending.find(refOf(jti));
		return found && v.parse(Issued, found.data);
	};

	return {
		async claimsOf(ctx, token) {
			const { jti = '', aud, clientId = '', expiration, sessionUid } = token;
			if (aud === undefined) return undefined;
			await pending.save({
				...refOf(jti),
				attemptsLeft: 1,
				expiresAt: new Date(clock.now().getTime() + expiration * SECOND),
				data: hangsOn(token)
			});
			if (sessionUid === undefined) return undefined;
			return { sid: sidOf({ id: sessionUid }, clientId), ...bonds(ctx, token), ...signInOf(ctx) };
		},

		find,

		async takeBack({ jti, exp, client_id: client }) {
			if (!(await find(jti))) return false;
			await endedTokens.add([{ of: 'token', jti, client }]);
			const expiresAt = new Date(exp * SECOND);
			await pending.save({
				...refOf(jti),
				attemptsLeft: 1,
				expiresAt,
				data: { isTakenBack: true } satisfies Issued
			});
			return true;
		},

		isOf: (client, { credential }) => credential === credentialOf(client)
	};
}
