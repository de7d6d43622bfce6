/** A bound token counts only with a proof of its key for this very call, and each proof once. @see RFC 9449 §4.3 */
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } from 'jose';

import { TokenError } from './token-error.ts';

const FRESH_MS = 60_000;
const MAX_PROOF = 4096;
/** Above this many within a few minutes, the oldest are forgotten: that costs more calls than one process answers. */
const MAX_REMEMBERED = 200_000;

/** Remembers proofs: whoever runs several processes keeps them where all of them look. */
export interface Replays {
	/** True the first time that `id` is spent before `until`; of racing callers one gets it. */
	spend(id: string, until: Date): Promise<boolean>;
}

export function createReplays(now: () => Date): Replays {
	const spent = new Map<string, number>();
	return {
		async spend(id, until) {
			const at = now().getTime();
			// In the order in which they were spent, which is that of their ends, but for clocks that differ.
			for (const [other, end] of spent) {
				if (end > at && spent.size <= MAX_REMEMBERED) break;
				spent.delete(other);
			}
			if ((spent.get(id) ?? 0) > at) return false;
			spent.set(id, until.getTime());
			return true;
		}
	};
}

export interface ProvenCall {
	readonly proof: string | undefined;
	readonly method: string;
	readonly url: string;
	readonly accessToken: string;
	/** `cnf.jkt` of the token. */
	readonly thumbprint: string;
}

async function hashOf(text: string): Promise<string> {
	const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
	return Buffer.from(digest).toString('base64url');
}

/** Without query and fragment. RFC 9449 §4.2. */
const withoutQuery = (text: string): string => {
	const { origin, pathname } = new URL(text);
	return origin + pathname;
};

async function read(proof: string, currentDate: Date) {
	try {
		const algorithms = ['ES256', 'Ed25519', 'EdDSA'];
		const options = { typ: 'dpop+jwt', algorithms, currentDate };
		const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, options);
		const { jwk } = protectedHeader;
		const thumbprint = jwk && (await calculateJwkThumbprint(jwk));
		return { ...payload, thumbprint };
	} catch (cause) {
		throw new TokenError('invalid_dpop_proof', { cause });
	}
}

type Said = Awaited<ReturnType<typeof read>>;

const isFresh = ({ iat = 0 }: Said, at: Date): boolean =>
	Math.abs(at.getTime() - iat * 1000) <= FRESH_MS;

const isOfCall = (said: Said, { method, url }: ProvenCall): boolean => {
	const { htm, htu } = said as Said & Readonly<Record<string, unknown>>;
	if (htm !== method || typeof htu !== 'string' || !URL.canParse(htu)) return false;
	return withoutQuery(htu) === withoutQuery(url);
};

const isOfToken = async (said: Said, { accessToken, thumbprint }: ProvenCall): Promise<boolean> => {
	const { ath } = said as Said & Readonly<Record<string, unknown>>;
	return said.thumbprint === thumbprint && ath === (await hashOf(accessToken));
};

/** Refuses `invalid_dpop_proof`. */
export function createProofCheck(deps: { readonly now: () => Date; readonly replays: Replays }) {
	return async (call: ProvenCall): Promise<void> => {
		const refused = new TokenError('invalid_dpop_proof');
		const { proof, thumbprint } = call;
		if (proof === undefined || proof.length > MAX_PROOF) throw refused;
		const at = deps.now();
		const said = await read(proof, at);
		if (!isFresh(said, at) || !isOfCall(said, call)) throw refused;
		if (!(await isOfToken(said, call)) || typeof said.jti !== 'string') throw refused;
		// Last, so that only who holds the key uses an id up.
		const id = `${thumbprint} ${await hashOf(said.jti)}`;
		const until = new Date(at.getTime() + 3 * FRESH_MS);
		if (!(await deps.replays.spend(id, until))) throw refused;
	};
}
