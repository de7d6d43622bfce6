/** A virtual authenticator over the browser's own protocol. */
import type { CDPSession, Page } from 'playwright/test';

interface AuthenticatorOptions {
	readonly transport?: 'internal' | 'usb' | 'nfc' | 'ble';
	readonly hasResidentKey?: boolean;
	readonly hasUserVerification?: boolean;
	readonly isUserVerified?: boolean;
	/** Whether it answers at once, as if touched; otherwise a ceremony waits. */
	readonly automaticPresenceSimulation?: boolean;
	readonly defaultBackupEligibility?: boolean;
	readonly defaultBackupState?: boolean;
}

export interface VirtualAuthenticator {
	readonly id: string;
	/** For what has no method here, such as `WebAuthn.setResponseOverrideBits`. */
	readonly session: CDPSession;
	credentials(): Promise<readonly { credentialId: string; signCount: number }[]>;
	setUserVerified(isUserVerified: boolean): Promise<void>;
	remove(): Promise<void>;
}

/** A platform authenticator with resident keys that verifies its holder, unless told otherwise. */
export async function addAuthenticator(
	page: Page,
	options: AuthenticatorOptions = {}
): Promise<VirtualAuthenticator> {
	const session = await page.context().newCDPSession(page);
	await session.send('WebAuthn.enable');
	const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
		options: {
			protocol: 'ctap2',
			ctap2Version: 'ctap2_1',
			transport: 'internal',
			hasResidentKey: true,
			hasUserVerification: true,
			isUserVerified: true,
			automaticPresenceSimulation: true,
			...options
		}
	});
	return {
		id: authenticatorId,
		session,
		credentials: async () =>
			(await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
		setUserVerified: async (isUserVerified) => {
			await session.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified });
		},
		remove: async () => {
			await session.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId });
		}
	};
}

/** A browser without passkey autofill: the virtual authenticator would answer it before a button is pressed. */
export function withoutAutofill(page: Page): Promise<unknown> {
	return page.addInitScript(() => {
		PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false);
	});
}
