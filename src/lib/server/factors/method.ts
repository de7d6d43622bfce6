import type { Receipt } from '#lib/server/approvals/index.ts';
import type { AuditCode } from '#lib/server/audit/index.ts';
import type { AuthenticatorType } from '#lib/server/core/assurance.ts';
import type { AccountId, ApprovalId } from '#lib/server/core/ids.ts';
import type { Asking, Errand } from './errand.ts';
import type { Factor } from './factor.ts';

/** What the browser must ask for, as data. A method picks a kind; it never ships markup. */
export type Prompt =
	| {
			kind: 'code';
			length: number;
			alphabet: 'digits' | 'base32';
			enrol?: CodeEnrolment;
			sent?: CodeSent;
	  }
	| { kind: 'password' }
	/** Nothing to type: a phone is asked, and this is the number to pick there. */
	| { kind: 'approval'; number: string; expiresAt: string; phones: readonly string[] }
	/** Digits that a linked phone answers to the picture; the link is the same for a tap on the phone itself. */
	| {
			kind: 'photo';
			length: number;
			url: string;
			qr: string;
			expiresAt: string;
			phones: readonly string[];
	  }
	/** Nothing to type: a phone is awaited, which opens the link or reads the picture of it. */
	| { kind: 'link'; url: string; qr: string; expiresAt: string }
	/** The phone is there, under the name that it gave itself; it shows the words that must be the same. */
	| { kind: 'compare'; words: readonly string[]; label: string }
	| {
			kind: 'webauthn';
			ceremony: 'create' | 'get';
			/** Ask without a dialog of its own, and say nothing when it cannot be had. */
			mediation?: 'conditional';
			options: object;
	  };

/** What an authenticator app is given: the same secret as a tap link, as text, and as an SVG picture. */
interface CodeEnrolment {
	uri: string;
	secret: string;
	qr: string;
}

/** The code is on its way, to an address or a number of which only the owner knows the rest. */
interface CodeSent {
	by: 'mail' | 'text';
	to: string;
	/** How long to wait before another one may be asked for. */
	againAfterSeconds: number;
}

/** For whom a factor is enrolled. */
export interface EnrolmentSubject {
	readonly account: AccountId;
	readonly username: string;
	readonly displayName: string;
	readonly userHandle: string;
	/** Every factor that the account has. */
	readonly factors: readonly Factor[];
}

/** A wrong answer is an outcome. `reason` is for the audit log and the person's hint, `details` too. */
export interface Failure {
	readonly passed: false;
	readonly reason: string;
	readonly details?: Readonly<Record<string, number | string>>;
	/** Whoever was asked has said so where they are, and that is on record: one event, one line. */
	readonly isOnRecord?: true;
	/** A factor whose state must change although the answer failed, such as a cloned key's warning. */
	readonly mark?: { readonly factor: Factor; readonly state: unknown; readonly event: AuditCode };
}

export interface Enrolled {
	readonly passed: true;
	/** What the method would call the factor if the person does not. */
	readonly label: string;
	readonly handle?: string;
	readonly state: unknown;
	/** What enrolling it has proven, if anything. */
	readonly proof?: { authenticator: AuthenticatorType; key?: 'hwk' | 'swk' };
	/** What the person should know, such as a clock that is off. */
	readonly details?: Readonly<Record<string, number | string>>;
}

export interface Verified {
	readonly passed: true;
	readonly factor: Factor;
	/**
	 * Must make the same answer fail next time. The very object that the factor had means that the
	 * answer leaves no trace, as a password does.
	 */
	readonly state: unknown;
	/**
	 * The state says nothing new but that it was used. Where the question was put once and for all, that alone makes
	 * the same answer fail, and the state need not be written.
	 */
	readonly isUnchanged?: boolean;
	/** What has been signed, to be kept with the state. */
	readonly receipt?: { readonly id: ApprovalId; readonly receipt: Receipt };
	/** What the audit log should say beside the sign-in or step-up itself. */
	readonly event?: AuditCode;
	readonly proof: { authenticator: AuthenticatorType; key?: 'hwk' | 'swk' };
	readonly details?: Readonly<Record<string, number | string>>;
}

/** `state` is what `begin` needs `finish` to see: JSON, kept on the server, used once, expiring. */
export interface Begun {
	readonly prompt: Prompt;
	readonly state: unknown;
	/** What has to be done outside before the prompt is shown; the answer waits for what comes of it. */
	readonly errand?: Errand;
	/** Of what `isLasting`: how often it may be answered, and until when. */
	readonly lasts?: { readonly tries: number; readonly until: Date };
}

/**
 * One kind of factor; each folder beside this file provides one.
 * A method decides and never stores: it returns the state to keep, and the caller writes it.
 * Answers come from outside: `finish` parses them and fails on what it does not know.
 */
export interface FactorMethod {
	readonly id: string;
	/** It has no factors of its own: it is another way to use those of this method, and goes with them. */
	readonly factorsOf?: string;
	/** Several factors of this method make sense for one account. */
	readonly isRepeatable: boolean;
	/** Counts as a second factor, so that a password alone no longer signs in. */
	readonly isSecondFactor: boolean;
	/** No factor by any standard, yet asked for beside a password; the level stays 1. docs/decisions/0024. */
	readonly isSecondStep?: true;
	/** Travels where others may read it. Sensitive actions ask for something else, where there is something. */
	readonly isWeaker?: true;
	/** The operator has it off: it is neither added nor asked for, and whoever has it is not let in without. */
	readonly isOff?: boolean;
	/** Its codes are made, sent and compared by `sent-codes/`; `result` is what that found. */
	readonly isSent?: true;
	/** Absent where the person does not enrol it by a prompt. */
	readonly enrolment?: {
		/** Why it cannot begin as things stand, such as with what was typed; without this, it always can. */
		whyNot?(needs: { asking: Asking; given?: unknown }): string | undefined;
		/**
		 * `isConditional`: offered in passing after a sign-in; a method that cannot do so ignores it.
		 * `mustStandAlone`: the account has nothing else, so its first factor has to be worth two.
		 */
		begin(
			subject: EnrolmentSubject,
			needs?: {
				isConditional?: boolean;
				mustStandAlone?: boolean;
				asking?: Asking;
				/** What the person has typed to begin, such as a number; from outside. */
				given?: unknown;
			}
		): Promise<Begun>;
		/** `result` is what came of the errand; without one, there is none. */
		finish(
			subject: EnrolmentSubject,
			state: unknown,
			answer: unknown,
			result?: unknown
		): Promise<Enrolled | Failure>;
		/** What to ask once there is a result; without this, what was asked before. */
		promptFor?(state: unknown, result: unknown): Prompt;
	};
	readonly verification: {
		/** Beginning disturbs somebody, such as the owner of a phone: only when the person asks for it. */
		readonly reachesOut?: true;
		/**
		 * What it begins says who asks, is good for a few answers, and stays what it was when a page is loaded
		 * again. `result` is then how many tries are left.
		 */
		readonly isLasting?: true;
		/**
		 * `mustStandAlone`: nothing else is proven, so one answer has to be worth two factors where it can.
		 * `isKnowledgeProven`: something known, such as the password, is proven beside this answer.
		 */
		begin(
			factors: readonly Factor[],
			needs: { mustStandAlone: boolean; isKnowledgeProven?: boolean; asking?: Asking }
		): Promise<Begun>;
		/** `result` is what came of the errand; without one, there is none. */
		finish(
			factors: readonly Factor[],
			state: unknown,
			answer: unknown,
			result?: unknown
		): Promise<Verified | Failure>;
	};
	/** Present where an answer names its own account, so that nobody needs to type a name. */
	readonly discovery?: {
		/** Of `factors` when the account is known, of any account otherwise. Always stands alone. */
		begin(factors: readonly Factor[]): Promise<Begun>;
		/** The handle that the answer claims, not yet believed. */
		handleOf(answer: unknown): string | undefined;
	};
	/** Whether this factor alone signs its account in. Absent: never. */
	standsAlone?(factor: Factor): boolean;
	/** The number to which its owner can be told what must not be missed. */
	noticesTo?(factor: Factor): string;
	/** What the account's owner may see of a factor. Never a secret. */
	view(factor: Factor): Readonly<Record<string, string | number | boolean>>;
}

/** Those of an account's factors that a method answers by. */
export function factorsFor<Own extends Pick<Factor, 'method'>>(
	{ id, factorsOf = id }: Pick<FactorMethod, 'id' | 'factorsOf'>,
	factors: readonly Own[]
): Own[] {
	return factors.filter(({ method }) => method === factorsOf);
}

/** The ids of the methods that somebody who is signed in can add. */
export const addable = (methods: readonly FactorMethod[]): readonly string[] =>
	methods.filter(({ isOff, enrolment }) => !isOff && enrolment).map(({ id }) => id);
