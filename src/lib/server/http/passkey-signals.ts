import type { RequestEvent } from '@sveltejs/kit';

import { accountOf } from './guard.ts';

/**
 * What the browser's password manager should know of the account's passkeys, for the Signal API.
 * @see WebAuthn L3, "Signal Credential Changes to the Authenticator"
 */
export async function passkeySignals(event: RequestEvent) {
	const { app } = event.locals;
	const account = await accountOf(event);
	const factors = await app.factors.list(account.id);
	return {
		rpId: app.config.rpId,
		userId: account.userHandle,
		name: account.username,
		displayName: account.displayName ?? account.username,
		allAcceptedCredentialIds: factors
			.filter(({ method }) => method === 'passkeys')
			.flatMap(({ handle }) => handle ?? [])
	};
}
