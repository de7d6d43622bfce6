/** What travels over `/api/v1`, as the browser sees it: instants are ISO 8601 texts. */
import type {
	AuthenticationResponseJSON,
	PublicKeyCredentialCreationOptionsJSON,
	PublicKeyCredentialRequestOptionsJSON,
	RegistrationResponseJSON
} from '@simplewebauthn/browser';

export interface SessionView {
	readonly id: string;
	readonly account: string;
	readonly aal: 1 | 2 | 3;
	readonly amr: readonly string[];
	readonly methods: readonly string[];
	readonly lifetime: 'brief' | 'lasting';
	readonly createdAt: string;
	readonly lastSeenAt: string;
	readonly expiresAt: string;
	readonly endsAt: string;
	readonly elevatedAt: string;
	readonly isRecovery: boolean;
	readonly isCurrent: boolean;
	readonly browser?: string;
	readonly os?: string;
}

export interface ChallengeView {
	readonly id: string;
	/** Strongest first. */
	readonly methods: readonly string[];
	readonly expiresAt: string;
	readonly attemptsLeft: number;
}

export interface SignedIn {
	readonly status: 'signed-in';
	readonly session: SessionView;
}

/** A first proof signs in, or leads to a challenge for the next one. */
export type SignInAnswer =
	SignedIn | { readonly status: 'challenge'; readonly challenge: ChallengeView };

export interface PasskeySignIn {
	readonly ceremony: string;
	readonly options: PublicKeyCredentialRequestOptionsJSON;
}

export interface PasskeySignUp {
	readonly status: 'passkey';
	readonly ceremony: string;
	readonly options: PublicKeyCredentialCreationOptionsJSON;
}

export interface Applicant {
	readonly username: string;
	readonly email: string;
	readonly displayName?: string | undefined;
	readonly invitation?: string | undefined;
}

export type Prompt =
	| {
			readonly kind: 'code';
			readonly length: number;
			readonly alphabet: 'digits' | 'base32';
			readonly enrol?: { readonly uri: string; readonly secret: string; readonly qr: string };
			/** The code is on its way there. */
			readonly sent?: {
				readonly by: 'mail' | 'text';
				readonly to: string;
				readonly againAfterSeconds: number;
			};
	  }
	| { readonly kind: 'password' }
	| {
			readonly kind: 'approval';
			readonly number: string;
			readonly expiresAt: string;
			readonly phones: readonly string[];
	  }
	| {
			readonly kind: 'photo';
			readonly length: number;
			readonly url: string;
			readonly qr: string;
			readonly expiresAt: string;
			readonly phones: readonly string[];
	  }
	| { readonly kind: 'link'; readonly url: string; readonly qr: string; readonly expiresAt: string }
	| { readonly kind: 'compare'; readonly words: readonly string[]; readonly label: string }
	| {
			readonly kind: 'webauthn';
			readonly ceremony: 'get';
			readonly options: PublicKeyCredentialRequestOptionsJSON;
	  }
	| {
			readonly kind: 'webauthn';
			readonly ceremony: 'create';
			readonly mediation?: 'conditional';
			readonly options: PublicKeyCredentialCreationOptionsJSON;
	  };

/** A code, a password, or what the browser answered to a ceremony. */
export type Answer = string | AuthenticationResponseJSON | RegistrationResponseJSON;

export interface WrongAnswer {
	readonly verified: false;
	readonly attemptsLeft: number;
	readonly reason: string;
	readonly details: Readonly<Record<string, string | number>>;
}

/** It leads to a session, or, where a step-up takes more than one proof, to the challenge for the next. */
export type RightAnswer = { readonly verified: true } & (
	| { readonly session: SessionView }
	| { readonly challenge: ChallengeView }
	/** Of a recovery: the mailbox that it was proven beside. */
	| { readonly mailbox: string }
);

/** A browser in which the account is not asked for a second factor for a while. */
export interface RememberedBrowserView {
	readonly id: string;
	readonly since: string;
	readonly usedAt: string;
	readonly endsAt: string;
	readonly browser?: string;
	readonly os?: string;
	/** Whether it is the one that asks. */
	readonly isCurrent: boolean;
}

/** A wrong answer is an outcome, not an error. */
export type Verdict = RightAnswer | WrongAnswer;
