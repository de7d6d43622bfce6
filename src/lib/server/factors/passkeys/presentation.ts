import type { Factor } from '../factor.ts';
import names from './aaguids.json' with { type: 'json' };
import { credentialOf, type CredentialState } from './state.ts';

/** Names by AAGUID. An unattested AAGUID is a claim: a label, never trust. */
const PROVIDERS: Readonly<Record<string, string>> = names.providers;

/** Transports of an authenticator that is a thing of its own, carried about. */
const ROAMING = ['ble', 'nfc', 'smart-card', 'usb'];

function providerOf(aaguid: string): string | undefined {
	return Object.hasOwn(PROVIDERS, aaguid) ? PROVIDERS[aaguid] : undefined;
}

/** What a credential is called until the person names it. */
export function labelOf({ aaguid, transports }: CredentialState): string {
	const isSecurityKey =
		transports.length > 0 && transports.every((transport) => ROAMING.includes(transport));
	return providerOf(aaguid) ?? (isSecurityKey ? 'Security key' : 'Passkey');
}

export function viewOf(factor: Factor): Readonly<Record<string, string | number | boolean>> {
	const credential = credentialOf(factor);
	const { aaguid, isBackupEligible, isBackedUp, counterWentBackAt } = credential;
	return {
		provider: providerOf(aaguid) ?? '',
		aaguid,
		isSynced: isBackupEligible,
		isDeviceBound: !isBackupEligible,
		isBackedUp,
		transports: credential.transports.join(' '),
		canStandAlone: credential.isUserVerificationInitialized,
		counterWentBack: counterWentBackAt !== undefined,
		...(counterWentBackAt !== undefined && { counterWentBackAt })
	};
}
