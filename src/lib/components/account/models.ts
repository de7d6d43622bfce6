/** What the account pages show, as the server hands it to them. */
export interface AccountFactor {
	readonly id: string;
	readonly method: string;
	readonly label: string;
	readonly createdAt: Date;
	readonly lastUsedAt?: Date | undefined;
	readonly details: Readonly<Record<string, string | number | boolean>>;
}

export interface AccountSession {
	readonly id: string;
	readonly browser?: string;
	readonly os?: string;
	readonly address: string;
	readonly methods: readonly string[];
	/** Of these, those that it was signed in or confirmed with, where that is asked. */
	readonly used?: readonly string[];
	/** And those that were proven by adding a factor in it. */
	readonly added?: readonly string[];
	readonly lifetime: 'brief' | 'lasting';
	readonly createdAt: Date;
	readonly lastSeenAt: Date;
	readonly isRecovery: boolean;
	readonly isCurrent: boolean;
	/** Those that it was used for, where that is asked. */
	readonly applications?: readonly { readonly id: string; readonly name: string }[];
}

/** An application that the account has signed in to. */
export interface AccountApplication {
	readonly id: string;
	readonly client: { readonly id: string; readonly name: string };
	readonly scopes: readonly string[];
	readonly since: Date;
	readonly usedAt: Date;
	/** Nobody was asked: the operator has allowed it. */
	readonly isImplied: boolean;
	/** It may act while the person is signed out. */
	readonly isOffline: boolean;
}

/** An application that a phone of the account has answered. */
export interface AccountAsker {
	readonly id: string;
	readonly name: string;
	readonly answeredAt: Date;
	/** Since when it reaches no phone. */
	readonly offSince?: Date | undefined;
}

/** A browser in which the second factor is skipped for a while. */
export interface AccountRememberedBrowser {
	readonly id: string;
	readonly browser?: string;
	readonly os?: string;
	readonly since: Date;
	readonly usedAt: Date;
	readonly endsAt: Date;
	readonly isCurrent: boolean;
}

export interface AccountEvent {
	readonly sequence: number;
	readonly at: Date;
	readonly code: string;
	readonly details: Readonly<Record<string, string | number | boolean>>;
	readonly address?: string;
	readonly browser?: string;
	readonly os?: string;
	/** So many refusals are told as one. */
	readonly count?: number;
	readonly isMixed?: boolean;
}

/** What an administrator may do to an account. */
export type AdministrativeAct =
	'disable' | 'enable' | 'unlock' | 'endSessions' | 'demandPassword' | 'recover' | 'stopRecovery';

/** An account as administrators see it: no secret, and no name that its owner gave to a factor. */
export interface AdministeredAccount {
	readonly id: string;
	readonly username: string;
	readonly email: string;
	readonly isEmailProven: boolean;
	readonly role: 'admin' | 'member';
	readonly groups: readonly string[];
	readonly status: 'active' | 'disabled';
	readonly passwordDemand?: string | undefined;
	readonly createdAt: Date;
	readonly sessions: number;
	readonly lastSeenAt?: Date | undefined;
	readonly factors: readonly { readonly method: string }[];
	/** A way back in that waits. */
	readonly recovery?: { readonly readyAt: Date; readonly endsAt: Date } | undefined;
	/** Whether one can be begun for its owner. */
	readonly canRecover: boolean;
}

/** A refusal as a form action or the JSON API answers it. */
export interface Problem {
	readonly code: string;
	readonly status?: number;
	readonly reason?: unknown;
}

/** What the Signal API is told of an account's passkeys. */
export interface PasskeySignals {
	readonly rpId: string;
	readonly userId: string;
	readonly name: string;
	readonly displayName: string;
	readonly allAcceptedCredentialIds: readonly string[];
}

/** A passkey or an authenticator app that was just added. */
export interface Added {
	readonly factor: AccountFactor;
	readonly recoveryCodes?: readonly string[] | undefined;
}
