import * as v from 'valibot';

import type { Challenge } from '#lib/server/challenges/index.ts';
import type { AuthenticatorType } from '#lib/server/core/assurance.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { FactorId } from '#lib/server/core/ids.ts';
import { defineRefusals } from '#lib/server/core/refusal.ts';
import type { IssuedSession } from '#lib/server/sessions/index.ts';

/** The browser that is signing in: the hash of its attempt secret, and where it calls from. */
export interface Attempt {
	readonly holder: string;
	readonly caller: Caller;
	/** The application that asks on its own pages, by its registered name. */
	readonly application?: string | undefined;
	/** Where the browser goes on to, once it is signed in here: an application or a site, by its registered name. */
	readonly goesOnTo?: string | undefined;
	/** The application that somebody is signed in to without a browser here, by its registered name. */
	readonly signsInTo?: string | undefined;
	/** What the browser keeps from earlier sign-ins. */
	readonly knownBrowser?: string | undefined;
	/** What it keeps where it is remembered. */
	readonly rememberedBrowser?: string | undefined;
}

/** A session, and what the browser is to keep beside it to be known again, if it is known. */
export interface SignedIn extends IssuedSession {
	readonly knownBrowser?: string | undefined;
	/** What the browser is to keep where it is remembered from now on, or stays so. */
	readonly rememberedBrowser?: string | undefined;
}

/** A first proof either signs in or leads to a challenge for the next one. */
export type SignInResult =
	| { readonly status: 'signed-in'; readonly issued: SignedIn }
	| { readonly status: 'challenge'; readonly challenge: Challenge };

export const ProofData = v.object({
	factor: v.custom<FactorId>((input) => typeof input === 'string'),
	method: v.string(),
	authenticator: v.custom<AuthenticatorType>((input) => typeof input === 'string'),
	key: v.optional(v.picklist(['hwk', 'swk'])),
	at: v.pipe(
		v.union([v.date(), v.string()]),
		v.transform((at) => new Date(at))
	)
});

/** What a sign-in challenge carries from the first proof to the session, as JSON. */
export const Context = v.object({
	proofs: v.array(ProofData),
	lifetime: v.picklist(['brief', 'lasting']),
	/** Whether the person wants this browser remembered. */
	remember: v.optional(v.boolean()),
	/** Why the password that was proven must be replaced first. */
	newPassword: v.optional(v.picklist(['compromised', 'common']))
});

export type Context = v.InferOutput<typeof Context>;

export const signInRefusals = defineRefusals('sign_in', {
	/** One answer for an unknown name, a wrong password, a disabled account and a bad passkey. */
	notAccepted: 'unauthenticated',
	ceremonyGone: 'expired',
	/** All is proven, by a password that must be replaced before there is a session. */
	newPasswordRequired: 'forbidden'
});
