/**
 * The browser half of WebAuthn ceremonies.
 *
 * A browser holds one ceremony at a time. The one that waits behind the autofill of a field gives way to
 * any that a button starts, and it is renewed before the server forgets it.
 */
import {
	browserSupportsWebAuthn,
	browserSupportsWebAuthnAutofill,
	startAuthentication,
	startRegistration,
	WebAuthnAbortService,
	type AuthenticationResponseJSON,
	type PublicKeyCredentialCreationOptionsJSON,
	type PublicKeyCredentialRequestOptionsJSON,
	type RegistrationResponseJSON
} from '@simplewebauthn/browser';

export { browserSupportsWebAuthn as canUsePasskeys };

interface Begun {
	readonly ceremony: string;
	readonly options: PublicKeyCredentialRequestOptionsJSON;
}

type Answered = Begun & { readonly response: AuthenticationResponseJSON };

/** The server keeps a ceremony for five minutes. */
const RENEW_AFTER_MS = 4 * 60_000;

/** Which ceremony has the browser; whoever starts one takes the next number. */
let turn = 0;

/** Creates a passkey. Rejects with what the browser or the authenticator refused. */
export async function createPasskey(
	optionsJSON: PublicKeyCredentialCreationOptionsJSON
): Promise<RegistrationResponseJSON> {
	turn += 1;
	return startRegistration({ optionsJSON });
}

interface Creation<Done> {
	begin(): Promise<{
		readonly ceremony: string;
		readonly options: PublicKeyCredentialCreationOptionsJSON;
	}>;
	finish(given: {
		readonly ceremony: string;
		readonly response: RegistrationResponseJSON;
	}): Promise<Done>;
}

/** Has a passkey made and checked. One that the server does not take is left in no password manager. */
export async function enrolPasskey<Done>({ begin, finish }: Creation<Done>): Promise<Done> {
	if (!browserSupportsWebAuthn()) throw new DOMException('No WebAuthn.', 'NotSupportedError');
	const { ceremony, options } = await begin();
	const response = await createPasskey(options);
	try {
		return await finish({ ceremony, response });
	} catch (error) {
		await forgetPasskey(options.rp.id ?? location.hostname, response.id);
		throw error;
	}
}

/** Asks for a passkey with the browser's own dialog. */
export async function askForPasskey(
	optionsJSON: PublicKeyCredentialRequestOptionsJSON
): Promise<AuthenticationResponseJSON> {
	endAutofill();
	return startAuthentication({ optionsJSON });
}

/** Ends the wait behind a field, before a button's own ceremony asks the server for anything. */
export function endAutofill(): void {
	turn += 1;
	WebAuthnAbortService.cancelCeremony();
}

/**
 * Waits for a passkey to be picked from the autofill of the field that has `autocomplete="… webauthn"`.
 * Resolves with undefined where the browser cannot do that, or once another ceremony has taken over.
 */
export async function awaitAutofill(begin: () => Promise<Begun>): Promise<Answered | undefined> {
	turn += 1;
	const mine = turn;
	if (!browserSupportsWebAuthn() || !(await browserSupportsWebAuthnAutofill())) return undefined;
	while (turn === mine) {
		await isSeen();
		const begun = await begin();
		// A button may have been pressed while the server was asked.
		if (turn !== mine) return undefined;
		const renewal = setTimeout(() => WebAuthnAbortService.cancelCeremony(), RENEW_AFTER_MS);
		try {
			const optionsJSON = begun.options;
			const response = await startAuthentication({ optionsJSON, useBrowserAutofill: true });
			return { ...begun, response };
		} catch (error) {
			if (!(error instanceof Error) || error.name !== 'AbortError') throw error;
		} finally {
			clearTimeout(renewal);
		}
	}
	return undefined;
}

/** A page in the background keeps nothing alive on the server. */
async function isSeen(): Promise<void> {
	while (document.visibilityState === 'hidden') {
		await new Promise((resolve) =>
			document.addEventListener('visibilitychange', resolve, { once: true })
		);
	}
}

interface Signals {
	signalUnknownCredential?(given: { rpId: string; credentialId: string }): Promise<void>;
}

/**
 * Tells the password manager that nobody here knows this passkey, so that it is not offered again.
 * @see WebAuthn L3, "Signal Credential Changes to the Authenticator"
 */
export async function forgetPasskey(rpId: string, credentialId: string): Promise<void> {
	if (!browserSupportsWebAuthn()) return;
	const signals: Signals = PublicKeyCredential;
	// A hint only: nothing depends on whether it was heard.
	await signals.signalUnknownCredential?.({ rpId, credentialId }).catch(() => {});
}
