import { createHash } from 'node:crypto';

import type { Random } from '#lib/server/core/random.ts';
import type { AuthenticatorData } from './authenticator-data.ts';

export interface RelyingParty {
	readonly id: string;
	readonly name: string;
	/** The only origins whose pages may hold a ceremony. */
	readonly origins: readonly string[];
}

export interface WebauthnDeps {
	readonly random: Random;
	readonly rp: RelyingParty;
}

/** WebAuthn L3 §13.4.3 asks for 16 bytes, ASVS 6.7.2 for 8. */
export const CHALLENGE_BYTES = 32;

/** WebAuthn L3 §15.1 recommends 5 to 10 minutes. */
export const TIMEOUT_MS = 5 * 60_000;

/**
 * The reason why authenticator data is not acceptable in either ceremony, if there is one.
 * @see WebAuthn L3 §7.1 steps 14 to 17, §7.2 steps 15 to 18
 */
export function judgeAuthenticatorData(
	data: AuthenticatorData,
	expected: { rpId: string; needsPresence: boolean }
): string | undefined {
	const rpIdHash = createHash('sha256').update(expected.rpId).digest();
	if (!rpIdHash.equals(data.rpIdHash)) return 'wrong_relying_party';
	if (expected.needsPresence && !data.isUserPresent) return 'user_not_present';
	if (data.isBackedUp && !data.isBackupEligible) return 'impossible_backup_state';
	return undefined;
}

/** Where the key lives, RFC 8176: a synced one has been outside its hardware. */
export function keyKind({ isBackupEligible }: { isBackupEligible: boolean }): 'hwk' | 'swk' {
	return isBackupEligible ? 'swk' : 'hwk';
}
