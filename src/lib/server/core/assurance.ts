import type { FactorId } from './ids.ts';

/** Authenticator assurance level, NIST SP 800-63B. Level 3 is not claimed. */
export type Aal = 1 | 2;

/** Authentication method reference, RFC 8176. */
export type Amr = 'pwd' | 'otp' | 'hwk' | 'swk' | 'user' | 'mca' | 'sms' | 'mfa';

type Kind = 'knowledge' | 'possession' | 'inherence-or-knowledge';

/**
 * What each type of authenticator proves, and the AMR values that say so.
 * The single table from which AAL and AMR follow.
 * @see NIST SP 800-63B, "Authenticator Types"; RFC 8176 §2
 */
const AUTHENTICATORS = {
	password: { kinds: ['knowledge'], amr: ['pwd'] },
	'single-factor-otp': { kinds: ['possession'], amr: ['otp'] },
	'look-up-secret': { kinds: ['possession'], amr: ['otp'] },
	/** A code by text message: out of band, and restricted. NIST SP 800-63B-4 §3.1.3.3. */
	'texted-code': { kinds: ['possession'], amr: ['sms'] },
	/** A code by mail shows no device, so it counts for nothing here. NIST SP 800-63B-4 §3.1.3.1. */
	'mailed-code': { kinds: [], amr: [] },
	/** A WebAuthn key used without user verification. */
	'single-factor-cryptographic': { kinds: ['possession'], amr: ['user'] },
	/** A WebAuthn key used with user verification: two factors in one act. */
	'multi-factor-cryptographic': {
		kinds: ['possession', 'inherence-or-knowledge'],
		amr: ['user', 'mfa']
	},
	/** A key on a phone, asked over a channel of its own, without user verification. */
	'single-factor-approval': { kinds: ['possession'], amr: ['mca', 'user'] },
	/** The same, by a phone that has verified its holder. */
	'multi-factor-approval': {
		kinds: ['possession', 'inherence-or-knowledge'],
		amr: ['mca', 'user', 'mfa']
	}
} as const satisfies Record<string, { kinds: readonly Kind[]; amr: readonly Amr[] }>;

export type AuthenticatorType = keyof typeof AUTHENTICATORS;

/** One factor, proven at one moment. */
export interface Proof {
	readonly factor: FactorId;
	readonly method: string;
	readonly authenticator: AuthenticatorType;
	/** Where the key lives: `hwk` when it cannot leave its authenticator, `swk` when it is synced. */
	readonly key?: 'hwk' | 'swk' | undefined;
	readonly at: Date;
	/** Proven by adding it to the account: it has signed nobody in yet. */
	readonly isEnrolment?: boolean | undefined;
}

export interface Assurance {
	readonly aal: Aal;
	readonly amr: readonly Amr[];
}

/** The level that proofs reach together. Two proofs of one kind stay one factor. */
export function assuranceOf(proofs: readonly Proof[]): Assurance {
	const kinds = new Set(proofs.flatMap(({ authenticator }) => AUTHENTICATORS[authenticator].kinds));
	const amr = new Set<Amr>(
		proofs.flatMap(({ authenticator, key }) => [
			...AUTHENTICATORS[authenticator].amr,
			...(key ? [key] : [])
		])
	);
	if (kinds.size < 2) return { aal: 1, amr: [...amr] };
	return { aal: 2, amr: [...amr.add('mfa')] };
}

export function isKnowledgeProven(proofs: readonly Proof[]): boolean {
	return proofs.some(({ authenticator }) => authenticator === 'password');
}
