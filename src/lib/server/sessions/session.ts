import type { Aal, Amr, Proof } from '#lib/server/core/assurance.ts';
import type { AccountId, FactorId, SessionId } from '#lib/server/core/ids.ts';
import { hashSecret } from '#lib/server/core/secret.ts';
import { defineRefusals } from '#lib/server/core/refusal.ts';

/** How long a session lasts: unused, and in all. NIST SP 800-63B §2.2.3; design.md §3. */
export const LIFETIMES = {
	brief: { idleMs: 60 * 60_000, absoluteMs: 24 * 60 * 60_000 },
	lasting: { idleMs: 14 * 24 * 60 * 60_000, absoluteMs: 30 * 24 * 60 * 60_000 }
} as const;

export type Lifetime = keyof typeof LIFETIMES;

/** A browser's signed-in state. Its secret is elsewhere: the browser holds it, the store its hash. */
export interface Session {
	readonly id: SessionId;
	readonly account: AccountId;
	readonly aal: Aal;
	readonly amr: readonly Amr[];
	/** How it was made, and each later step-up. */
	readonly proofs: readonly Proof[];
	readonly lifetime: Lifetime;
	readonly createdAt: Date;
	readonly lastSeenAt: Date;
	/** When it ends if it is not used again. */
	readonly expiresAt: Date;
	/** When it ends even if it is used. */
	readonly endsAt: Date;
	/** When a proof last reached what the account can reach; sensitive actions ask how long ago. */
	readonly elevatedAt: Date;
	/** Made by a recovery code in place of a lost factor. */
	readonly isRecovery: boolean;
	readonly address: string;
	readonly userAgent: string;
}

/** For so long a proof counts, and level 2 after the last one. NIST SP 800-63B §2.2.3. */
const AAL2_AGE_MS = 24 * 60 * 60_000;

/** The session as it counts now: the level that it reached, until that has aged. */
export function agedSession(session: Session, now: Date): Session {
	const isAged = now.getTime() - session.elevatedAt.getTime() >= AAL2_AGE_MS;
	return isAged ? { ...session, aal: 1 } : session;
}

/**
 * What `given` counts with: neither what was proven long ago, nor what was removed or replaced since. `held` is
 * what the account has now. A factor proven again replaces its older proof.
 */
export function countedProofs(
	{ proofs }: Pick<Session, 'proofs'>,
	{ given, held, now }: { given: readonly Proof[]; held: readonly FactorId[]; now: Date }
): readonly Proof[] {
	const isYoung = ({ at }: Proof): boolean => now.getTime() - at.getTime() < AAL2_AGE_MS;
	const isAgain = ({ factor }: Proof): boolean => given.some((proof) => proof.factor === factor);
	const earlier = proofs.filter((proof) => isYoung(proof) && !isAgain(proof));
	return [...earlier, ...given].filter(({ factor }) => held.includes(factor));
}

/** What an application knows a session by: another word for each, so that they cannot be matched. */
export const sidOf = (session: { readonly id: string }, client: string): string =>
	hashSecret(`sid/${session.id}/${client}`);

export const sessionRefusals = defineRefusals('sessions', {
	required: 'unauthenticated',
	unknown: 'not-found'
});
