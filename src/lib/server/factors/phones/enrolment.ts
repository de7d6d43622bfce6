import * as v from 'valibot';

import { authenticatorNameOf, phoneNameOf } from '#lib/server/approvals/index.ts';
import { hashSecret, newSecret } from '#lib/server/core/secret.ts';
import { keyKind, registrationOptions } from '#lib/server/webauthn/index.ts';
import type { Link } from '../errand.ts';
import type { Enrolled, FactorMethod } from '../method.ts';
import { Arrival } from './arrival.ts';
import type { PhonesDeps } from './deps.ts';
import { qrCode } from './picture.ts';
import { failed, type PhoneState } from './state.ts';

const LINK_MS = 5 * 60_000;

/** What the signed-in browser answers: whether both screens show the same words. */
const SAME = 'same';

/** Linking a phone. @see docs/decisions/0023 */
export function createEnrolment(deps: PhonesDeps): NonNullable<FactorMethod['enrolment']> {
	const { clock, random, origin } = deps;

	return {
		async begin({ account, username, displayName }) {
			const secret = newSecret(random);
			// Not the account's own: the phone's credential signs nobody in.
			const userHandle = newSecret(random);
			const options = await registrationOptions(deps, {
				user: { name: username, displayName, handle: userHandle },
				exclude: [],
				residentKey: 'discouraged',
				userVerification: 'required'
			});
			const id = hashSecret(secret);
			const expiresAt = new Date(clock.now().getTime() + LINK_MS);
			const link: Link = { id, account, username, displayName, userHandle, options, expiresAt };
			// A fragment is not sent, so the secret is in no log on the way.
			const url = `${origin}/phone/link#${secret}`;
			const prompt = { url, qr: await qrCode(url), expiresAt: expiresAt.toISOString() };
			return { prompt: { kind: 'link', ...prompt }, state: {}, errand: { kind: 'link', id, link } };
		},

		promptFor(_state, result) {
			const { words, label } = v.parse(Arrival, result);
			return { kind: 'compare', words, label };
		},

		async finish(_subject, _state, answer, result) {
			const arrival = v.safeParse(Arrival, result);
			if (!arrival.success) return failed('waiting');
			return answer === SAME ? enrolled(arrival.output) : failed('words_differ');
		}
	};
}

function enrolled({ label, key, credential, codeSecret }: Arrival): Enrolled {
	const state: PhoneState = { key, codeSecret, ...(credential && { credential }) };
	return {
		passed: true,
		label,
		handle: phoneNameOf(key),
		// On record, so that a receipt can be told to be this phone's, and that of the authenticator beside it.
		details: {
			phone: phoneNameOf(key),
			...(credential && { authenticator: authenticatorNameOf(credential.publicKey) })
		},
		state,
		proof: credential
			? { authenticator: 'multi-factor-approval', key: keyKind(credential) }
			: { authenticator: 'single-factor-approval', key: 'swk' }
	};
}
