/** Access tokens: what applications verify by themselves. They live for minutes and name nobody. @see RFC 9068 */
import { compactVerify, decodeProtectedHeader, importJWK, SignJWT } from 'jose';
import * as v from 'valibot';

import type { Clock } from '#lib/server/core/clock.ts';
import type { TokenFamilyId } from '#lib/server/core/ids.ts';
import type { Granted, Link } from '#lib/server/refresh-tokens/index.ts';
import type { SigningKey } from './signing-key.ts';
import { ALGORITHM, type SigningKeys } from './signing-keys.ts';

const ACCESS_MS = 15 * 60_000;
const TYPE = 'at+jwt';
const SECOND = 1000;

/** `acr` of a token, by the level that its session has reached. */
const acrOf = (aal: number): string => `aal${aal}`;

/** What has aged with its level is not said any more. */
const amrOf = ({ aal, amr }: Granted['session']) => amr.filter((each) => each !== 'mfa' || aal > 1);

const Claims = v.object({
	iss: v.string(),
	sub: v.string(),
	aud: v.string(),
	exp: v.number(),
	iat: v.number(),
	jti: v.string(),
	sid: v.string(),
	client_id: v.string(),
	acr: v.string(),
	amr: v.array(v.string()),
	auth_time: v.number(),
	cnf: v.optional(v.object({ jkt: v.string() }))
});

export type Claims = v.InferOutput<typeof Claims>;

/** A good access token: what it says, and the refresh token that it came with. */
interface Verified {
	readonly claims: Claims;
	readonly family: TokenFamilyId;
	readonly link: Link;
}

export interface AccessTokens {
	issue(granted: Granted, audience: string): Promise<{ token: string; expiresAt: Date }>;
	/** Undefined for whatever is none of ours, or over. Whether its session lives is another question. */
	verify(token: string): Promise<Verified | undefined>;
}

interface Deps {
	readonly clock: Clock;
	readonly keys: SigningKeys;
	readonly issuer: string;
}

const ID = /^(fam_[\w-]{22})\.(\d{1,9})\.([\w-]{43})$/;

export function createAccessTokens({ clock, keys, issuer }: Deps): AccessTokens {
	return {
		async issue({ family, link, session }, audience) {
			const signer = await keys.signer();
			const issuedAt = clock.now();
			const expiresAt = new Date(
				Math.min(issuedAt.getTime() + ACCESS_MS, session.endsAt.getTime())
			);
			const { keyThumbprint: jkt } = family;
			const token = await new SignJWT({
				client_id: family.client,
				sid: session.id,
				acr: acrOf(session.aal),
				amr: amrOf(session),
				auth_time: Math.floor(session.elevatedAt.getTime() / SECOND),
				...(jkt !== undefined && { cnf: { jkt } })
			})
				.setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid: signer.id })
				.setIssuer(issuer)
				.setSubject(session.account)
				.setAudience(audience)
				.setIssuedAt(issuedAt)
				.setExpirationTime(expiresAt)
				.setJti(`${family.id}.${link.number}.${link.hash}`)
				.sign(await importJWK(signer.privateKey, ALGORITHM));
			return { token, expiresAt };
		},

		async verify(token) {
			const payload = await readSigned(token, await keys.published());
			const claims = v.safeParse(Claims, payload);
			if (!claims.success) return undefined;
			const { iss, exp, jti } = claims.output;
			const [, family = '', number, hash = ''] = ID.exec(jti) ?? [];
			if (iss !== issuer || exp * SECOND <= clock.now().getTime() || !family) return undefined;
			const link = { number: Number(number), hash };
			return { claims: claims.output, family: family as TokenFamilyId, link };
		}
	};
}

/** What a token says that one of `keys` has signed: its algorithm and type are pinned. RFC 8725 §3.1, §3.11. */
export async function readSigned(token: string, keys: readonly SigningKey[]): Promise<unknown> {
	try {
		const { kid, typ } = decodeProtectedHeader(token);
		const key = keys.find(({ id }) => id === kid);
		if (!key || typ !== TYPE) return undefined;
		const publicKey = await importJWK(key.publicKey, ALGORITHM);
		const { payload } = await compactVerify(token, publicKey, { algorithms: [ALGORITHM] });
		return JSON.parse(new TextDecoder().decode(payload));
	} catch {
		return undefined;
	}
}
