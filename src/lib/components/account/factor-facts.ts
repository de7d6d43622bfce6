import type { IconName } from '../ui/icon-paths.ts';
import type { AccountFactor } from './models.ts';

export type Keeping = 'synced' | 'bound';

/** Whether a passkey travels between devices; undefined for anything but a passkey. */
export function keepingOf({ method, details }: AccountFactor): Keeping | undefined {
	if (method !== 'passkeys') return undefined;
	return details['isSynced'] === true ? 'synced' : 'bound';
}

const PLACES: readonly (readonly [transport: string, icon: IconName])[] = [
	['usb', 'key'],
	['nfc', 'key'],
	['internal', 'fingerprint'],
	['hybrid', 'smartphone']
];

export function iconOf({ method, details }: AccountFactor): IconName {
	if (method === 'mail-codes') return 'mail';
	if (method === 'totp') return 'code-timed';
	if (method === 'text-codes') return 'message';
	if (method === 'phones') return 'smartphone';
	const transports = String(details['transports'] ?? '').split(' ');
	return PLACES.find(([transport]) => transports.includes(transport))?.[1] ?? 'fingerprint';
}

/** The name of what keeps a passkey, where it is known and not already its label. */
export function providerOf({ label, details }: AccountFactor): string | undefined {
	const provider = String(details['provider'] ?? '');
	return provider && provider !== label ? provider : undefined;
}

export const mayBeCopied = ({ details }: AccountFactor): boolean =>
	details['counterWentBack'] === true;
