import type { PasskeySignals } from '#lib/components/account/models.ts';

interface Signals {
	signalAllAcceptedCredentials?(given: {
		rpId: string;
		userId: string;
		allAcceptedCredentialIds: readonly string[];
	}): Promise<void>;
	signalCurrentUserDetails?(given: {
		rpId: string;
		userId: string;
		name: string;
		displayName: string;
	}): Promise<void>;
}

/**
 * Tells the password manager which passkeys still open the account, and under which name: hints, on
 * which nothing depends.
 * @see WebAuthn L3, "Signal Credential Changes to the Authenticator"
 */
export async function signalPasskeys(signals: PasskeySignals): Promise<void> {
	if (!('PublicKeyCredential' in window)) return;
	const { rpId, userId, name, displayName, allAcceptedCredentialIds } = signals;
	const heard: Signals = PublicKeyCredential;
	await Promise.allSettled([
		heard.signalAllAcceptedCredentials?.({ rpId, userId, allAcceptedCredentialIds }),
		heard.signalCurrentUserDetails?.({ rpId, userId, name, displayName })
	]);
}
