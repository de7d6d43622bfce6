/**
 * The passkey upgrade: after a sign-in with a password, the browser's password manager is asked once
 * to make a passkey in passing. Only for an account that has a second factor already: to give an
 * account its first one changes how it signs in everywhere, which nobody may find out by surprise.
 * @see WebAuthn L3 §5.1.3, conditional mediation
 */
import type { Standing } from '#lib/components/account/standing.ts';
import { addPasskey } from './passkeys.ts';

interface Fresh {
	readonly methods: readonly string[];
	readonly isRecovery: boolean;
}

export function isUpgradeDue({ methods, isRecovery }: Fresh, standing: Standing): boolean {
	const { passkeys, apps } = standing;
	return methods.includes('passwords') && !isRecovery && passkeys.length === 0 && apps.length > 0;
}

interface Capable {
	getClientCapabilities?(): Promise<Readonly<Record<string, boolean>>>;
}

async function canUpgrade(): Promise<boolean> {
	if (!('PublicKeyCredential' in window)) return false;
	const capabilities = await (PublicKeyCredential as Capable).getClientCapabilities?.();
	return capabilities?.['conditionalCreate'] === true;
}

/** The id of the passkey that was made, if one was. Nothing that goes wrong here is shown. */
export async function upgradeToPasskey(session: string): Promise<string | undefined> {
	const key = `latchkey.upgrade.${session}`;
	try {
		if (sessionStorage.getItem(key) !== null || !(await canUpgrade())) return undefined;
		sessionStorage.setItem(key, 'tried');
		const enrolment = await addPasskey({ isConditional: true });
		return enrolment.enrolled ? enrolment.factor.id : undefined;
	} catch {
		return undefined;
	}
}
