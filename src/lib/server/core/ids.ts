import type { Random } from './random.ts';

declare const brand: unique symbol;
type Id<Name extends string> = string & { readonly [brand]: Name };

export type AccountId = Id<'AccountId'>;
export type SessionId = Id<'SessionId'>;
export type ChallengeId = Id<'ChallengeId'>;
export type FactorId = Id<'FactorId'>;
export type EnrolmentId = Id<'EnrolmentId'>;
export type CeremonyId = Id<'CeremonyId'>;
export type InvitationId = Id<'InvitationId'>;
export type EmailProofId = Id<'EmailProofId'>;
export type RecoveryId = Id<'RecoveryId'>;
export type ApprovalId = Id<'ApprovalId'>;
export type ApplicationId = Id<'ApplicationId'>;
export type RememberedBrowserId = Id<'RememberedBrowserId'>;
export type TokenFamilyId = Id<'TokenFamilyId'>;
export type ConsentId = Id<'ConsentId'>;

interface Prefixes {
	acc: AccountId;
	ses: SessionId;
	chl: ChallengeId;
	fct: FactorId;
	enr: EnrolmentId;
	cer: CeremonyId;
	inv: InvitationId;
	eml: EmailProofId;
	rec: RecoveryId;
	apr: ApprovalId;
	app: ApplicationId;
	rbr: RememberedBrowserId;
	fam: TokenFamilyId;
	con: ConsentId;
}

/** An id of 128 random bits behind its prefix. It names a thing and is never a secret. */
export function newId<Prefix extends keyof Prefixes>(
	prefix: Prefix,
	random: Random
): Prefixes[Prefix] {
	return `${prefix}_${Buffer.from(random.bytes(16)).toString('base64url')}` as Prefixes[Prefix];
}
