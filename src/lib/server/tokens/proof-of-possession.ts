/** DPoP: a client proves with each call that it holds the key that its tokens are bound to. @see RFC 9449 */
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } from 'jose';
import * as v from 'valibot';

import type { Clock } from '#lib/server/core/clock.ts';
import { defineRefusals } from '#lib/server/core/refusal.ts';
import { hashSecret } from '#lib/server/core/secret.ts';
import { budgetOfOne, type BudgetStore } from '#lib/server/throttling/index.ts';

const FRESH_MS = 60_000;
const MAX_PROOF = 4096;
const SECOND = 1000;

const refuse = defineRefusals('tokens', { proofNotAccepted: 'unauthenticated' });

const Proof = v.object({
	htm: v.string(),
	htu: v.string(),
	iat: v.number(),
	jti: v.pipe(v.string(), v.minLength(8), v.maxLength(200)),
	ath: v.optional(v.string())
});

interface Call {
	/** The `DPoP` header. */
	readonly proof: string;
	readonly method: string;
	/** Without query and fragment. */
	readonly url: string;
	/** The access token that goes with it. */
	readonly accessToken?: string | undefined;
}

/** The thumbprint of the key that has signed the proof. Refuses `tokens.proof_not_accepted`. */
export type ProvePossession = (call: Call) => Promise<string>;

/** For as long as a proof is fresh. RFC 9449 §11.1. */
const onceOf = (key: string, id: string) =>
	budgetOfOne(`dpop:${hashSecret(`${key} ${id}`)}`, 3 * FRESH_MS);

export function createProvePossession(deps: {
	readonly clock: Clock;
	readonly budgets: Pick<BudgetStore, 'spend'>;
}): ProvePossession {
	const { clock, budgets } = deps;

	const read = async (proof: string) => {
		if (proof.length > MAX_PROOF) throw refuse.proofNotAccepted();
		const currentDate = clock.now();
		return jwtVerify(proof, EmbeddedJWK, {
			typ: 'dpop+jwt',
			algorithms: ['ES256', 'Ed25519', 'EdDSA'],
			currentDate
		}).catch((cause: unknown) => {
			throw refuse.proofNotAccepted({ cause });
		});
	};

	return async ({ proof, method, url, accessToken }) => {
		const { payload, protectedHeader } = await read(proof);
		const said = v.safeParse(Proof, payload);
		if (!said.success || !protectedHeader.jwk) throw refuse.proofNotAccepted();
		const { htm, htu, iat, jti, ath } = said.output;
		const isFresh = Math.abs(clock.now().getTime() - iat * SECOND) <= FRESH_MS;
		const isOfCall = htm === method && htu === url && isFresh;
		const isOfToken = accessToken === undefined || ath === hashSecret(accessToken);
		if (!isOfCall || !isOfToken) throw refuse.proofNotAccepted();
		const thumbprint = await calculateJwkThumbprint(protectedHeader.jwk);
		// Last, so that only who holds the key uses an id up.
		const [wait] = await budgets.spend([onceOf(thumbprint, jti)]);
		if (wait !== 0) throw refuse.proofNotAccepted();
		return thumbprint;
	};
}
