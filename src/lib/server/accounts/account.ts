import type { AccountId, InvitationId } from '#lib/server/core/ids.ts';
import { defineRefusals } from '#lib/server/core/refusal.ts';

export const ROLES = ['member', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export interface Account {
	readonly id: AccountId;
	readonly username: string;
	readonly email: string;
	/** Whether the address has been proven to be the person's. Only then it is unique, and signs in. */
	readonly isEmailProven: boolean;
	readonly displayName?: string | undefined;
	readonly role: Role;
	readonly status: 'active' | 'disabled';
	readonly locale?: string | undefined;
	/** WebAuthn user handle: 32 random bytes in base64url, no personal data. WebAuthn L3, "User Handle Contents". */
	readonly userHandle: string;
	readonly createdAt: Date;
	/** Counts up when all that is half-way ends: what was begun before it is void. */
	readonly generation: number;
	/** In order. */
	readonly groups: readonly string[];
	/** Counts up with each change of what others are told of it: its groups, its name and its address. */
	readonly identityVersion: number;
	/** Why the password has to be replaced before it opens a session again. */
	readonly passwordDemand?: PasswordDemand | undefined;
}

/** `compromised`: somebody else may know it. */
export type PasswordDemand = 'compromised';

/** What makes a new account: its username also in the form that is compared, its address unproven. */
export interface NewAccount extends Omit<
	Account,
	'isEmailProven' | 'generation' | 'passwordDemand' | 'groups' | 'identityVersion'
> {
	readonly normal: { readonly username: string };
}

/** Lets one person sign up, with a role. Only the SHA-256 of its secret is kept. */
export interface Invitation {
	readonly id: InvitationId;
	readonly secretHash: string;
	readonly role: Role;
	/** An administrator, or whoever runs the machine. Absent: the first administrator's, which nobody made. */
	readonly createdBy?: AccountId | 'shell' | undefined;
	readonly createdAt: Date;
	readonly expiresAt: Date;
	readonly usedBy?: AccountId | undefined;
}

export const accountRefusals = defineRefusals('accounts', {
	usernameTaken: 'conflict',
	usernameNotAllowed: 'invalid',
	emailNotAllowed: 'invalid',
	signUpClosed: 'forbidden',
	invitationInvalid: 'forbidden',
	disabled: 'forbidden'
});
