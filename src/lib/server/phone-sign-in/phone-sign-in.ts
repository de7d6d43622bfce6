/**
 * Signing in with a phone: a browser shows a picture, a linked phone comes by it and approves alone.
 *
 * This module owns the picture's secret, which one phone uses once, and the browser that alone can finish what it
 * has begun. What the phone is asked and signs is the business of `approvals/` and `phones/`, what that is worth of
 * `sign-in/`. docs/decisions/0028 has the protocol and what it cannot prevent.
 */
import * as v from 'valibot';

import type { AccountStore } from '#lib/server/accounts/index.ts';
import type { Approvals } from '#lib/server/approvals/index.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import { newId } from '#lib/server/core/ids.ts';
import { hashSecret, newSecret } from '#lib/server/core/secret.ts';
import type { Factor, FactorMethod } from '#lib/server/factors/index.ts';
import { phoneOf, PHONES, questionOf, type PhonesDeps } from '#lib/server/factors/phones/index.ts';
import type { KnownBrowsers } from '#lib/server/known-browsers/index.ts';
import type { PendingStore } from '#lib/server/pending/index.ts';
import type { Lifetime } from '#lib/server/sessions/index.ts';
import {
	PHONE_SIGN_IN,
	type Attempt,
	type SignedIn,
	type SignIn
} from '#lib/server/sign-in/index.ts';
import { isSameNetwork, type Throttle } from '#lib/server/throttling/index.ts';
import { Asker, Begun, Claim, phoneSignInRefusals as refuse } from './request.ts';

/** For so long a phone may come, and then for as long again it may answer. */
const SHOWN_MS = 2 * 60_000;
/** Whoever has the secret is the holder. */
const BY_SECRET = 'phone-sign-in';

interface Shown {
	readonly stage: 'shown';
	readonly url: string;
	/** An SVG picture of it. */
	readonly qr: string;
	readonly expiresAt: Date;
}

interface Claimed {
	readonly stage: 'claimed' | 'answered';
	/** To be picked on the phone. */
	readonly number: string;
	readonly expiresAt: Date;
}

export type Stage = Shown | Claimed;
export type StageName = Stage['stage'];

/** Who asks, as a phone shows it before it comes. */
export interface AskerView {
	readonly product: string;
	readonly origin: string;
	readonly address: string;
	readonly browser: string;
	readonly askedAt: Date;
	readonly expiresAt: Date;
	/** Absent where it cannot be told. */
	readonly isSameNetwork?: boolean | undefined;
}

export type Finished =
	| { readonly verified: true; readonly issued: SignedIn }
	| { readonly verified: false; readonly reason: string };

export interface PhoneSignIn {
	readonly isOffered: boolean;
	/** Refuses `phone_sign_in.not_offered` and `throttling.wait`. */
	begin(lifetime: Lifetime, attempt: Attempt): Promise<{ id: string } & Shown>;
	/** For the browser that began, and nobody else. Refuses `phone_sign_in.gone`. */
	find(id: string, attempt: Attempt): Promise<Stage>;
	/** The same by name alone, and as cheap as it is asked often: it draws nothing. Refuses `phone_sign_in.gone`. */
	stageOf(id: string, attempt: Attempt): Promise<StageName>;
	/** Uses nothing up. Refuses `phone_sign_in.gone`. */
	look(secret: string, caller: Caller): Promise<AskerView>;
	/**
	 * The phone takes the request for its account. Of several phones one comes first; the others are refused
	 * `phone_sign_in.gone`. A phone that cannot verify its holder is refused `phone_sign_in.cannot_verify` and uses
	 * nothing up.
	 */
	claim(secret: string, by: { phone: Factor; caller: Caller }): Promise<{ request: string }>;
	/** Once, for the browser that began, by what the phone has answered. Refuses `phone_sign_in.gone`. */
	finish(id: string, attempt: Attempt): Promise<Finished>;
}

interface Deps extends PhonesDeps {
	readonly methods: readonly FactorMethod[];
	readonly accounts: Pick<AccountStore, 'find'>;
	readonly approvals: Approvals;
	readonly pending: PendingStore;
	readonly signIn: Pick<SignIn, 'withPhone'>;
	readonly throttle: Pick<Throttle, 'admit'>;
	readonly knownBrowsers: Pick<KnownBrowsers, 'vouchedFor'>;
	/** An SVG picture of an address, which is dear to make. */
	readonly draw: (url: string) => Promise<string>;
}

export function createPhoneSignIn(deps: Deps): PhoneSignIn {
	const { clock, random, origin, rp, approvals, pending, throttle, knownBrowsers } = deps;
	const isOffered = deps.methods.some(({ id, isOff }) => id === PHONES && !isOff);
	const later = (ms: number): Date => new Date(clock.now().getTime() + ms);
	const bySecret = (secret: string) => ({ id: hashSecret(secret), holder: BY_SECRET });
	const ofClaim = ({ id, holder }: { id: string; holder: string }) => ({
		id: `${id}/claim`,
		holder
	});

	const pictureOf = async (secret: string, expiresAt: Date): Promise<Shown> => {
		// A fragment is not sent, so the secret is in no log on the way.
		const url = `${origin}/phone/sign-in#${secret}`;
		return { stage: 'shown', url, qr: await deps.draw(url), expiresAt };
	};

	/** What this browser has begun; another thing that it has pending under the id is none. */
	const begunBy = async (id: string, { holder }: Attempt) => {
		const begun = v.safeParse(Begun, (await pending.find({ id, holder }))?.data);
		if (!begun.success) throw refuse.gone();
		return begun.output;
	};

	const claimOn = async (ref: { id: string; holder: string }) => {
		const found = await pending.find(ofClaim(ref));
		return found && v.parse(Claim, found.data);
	};

	/** How far it is, before anything is drawn. */
	const reached = async (id: string, attempt: Attempt) => {
		const { secret, shownUntil } = await begunBy(id, attempt);
		const claim = await claimOn({ id, holder: attempt.holder });
		if (claim) {
			const isWaiting = (await approvals.resultOf(claim.request)) === undefined;
			return { stage: isWaiting ? 'claimed' : 'answered', claim } as const;
		}
		if (clock.now().getTime() >= shownUntil) throw refuse.gone();
		return { stage: 'shown', secret, expiresAt: new Date(shownUntil) } as const;
	};

	const askerOf = (found: { data: unknown } | undefined): Asker => {
		const asker = v.safeParse(Asker, found?.data);
		if (!asker.success) throw refuse.gone();
		return asker.output;
	};

	const nameOf = (userAgent: string): string => {
		const { browser = '', os = '' } = deps.browserOf(userAgent);
		return [browser, os].filter(Boolean).join(', ');
	};

	/** Whose phone it is, if its account opens at all. */
	const ownerOf = async ({ account }: Factor) => {
		const owner = await deps.accounts.find(account);
		if (!isOffered || owner?.status !== 'active') throw refuse.notAccepted();
		return owner;
	};

	return {
		isOffered,

		async begin(lifetime, { holder, caller, knownBrowser, application, goesOnTo }) {
			if (!isOffered) throw refuse.notOffered();
			await throttle.admit('ceremony', { caller, browser: knownBrowsers.vouchedFor(knownBrowser) });
			const [id, secret] = [newId('cer', random), newSecret(random)];
			const shownUntil = later(SHOWN_MS);
			const at = clock.now().getTime();
			const asker: Asker = { ...caller, id, holder, application, goesOnTo, at };
			const once = { attemptsLeft: 1, expiresAt: shownUntil };
			await pending.save({ ...bySecret(secret), ...once, data: asker });
			const begun = { purpose: PHONE_SIGN_IN, secret, lifetime, shownUntil: shownUntil.getTime() };
			// A phone that comes in the last moment still has its time to answer, and this browser to learn of it.
			await pending.save({ id, holder, ...once, expiresAt: later(3 * SHOWN_MS), data: begun });
			return { id, ...(await pictureOf(secret, shownUntil)) };
		},

		async find(id, attempt) {
			const found = await reached(id, attempt);
			if (found.stage === 'shown') return pictureOf(found.secret, found.expiresAt);
			const { number, answerUntil } = found.claim;
			return { stage: found.stage, number, expiresAt: new Date(answerUntil) };
		},

		stageOf: async (id, attempt) => (await reached(id, attempt)).stage,

		async look(secret, caller) {
			const found = await pending.find(bySecret(secret));
			const { address, userAgent, at } = askerOf(found);
			if (!found || found.attemptsLeft === 0) throw refuse.gone();
			return {
				product: rp.name,
				origin,
				address,
				browser: nameOf(userAgent),
				askedAt: new Date(at),
				expiresAt: found.expiresAt,
				isSameNetwork: isSameNetwork(address, caller.address)
			};
		},

		async claim(secret, { phone, caller }) {
			const owner = await ownerOf(phone);
			// Before anything is used up: the same picture then serves a phone that can.
			if (!phoneOf(phone).credential) throw refuse.cannotVerify();
			await throttle.admit('passkey', { caller, account: owner.id });
			// Of several phones that come at once, one was first.
			const asker = askerOf(await pending.spend(bySecret(secret)));
			const { id, holder, application, goesOnTo, ...asking } = asker;
			const { username, locale, generation } = owner;
			const what = { purpose: PHONE_SIGN_IN, application, goesOnTo, caller: asking };
			const who = { account: owner.id, username, locale, ...what };
			const until = later(SHOWN_MS);
			const question = questionOf({ ...who, asker: { id, holder }, until }, deps);
			await approvals.open({ ...question, phone: phone.id });
			const { id: request, document, expiresAt } = question;
			const { number } = document;
			const answerUntil = expiresAt.getTime();
			const data: Claim = { request, number, account: owner.id, generation, answerUntil };
			// Longer than the request, so that the browser is told that nobody answered.
			const kept = { attemptsLeft: 1, expiresAt: later(2 * SHOWN_MS), data };
			await pending.save({ ...ofClaim({ id, holder }), ...kept });
			return { request };
		},

		async finish(id, attempt) {
			const ref = { id, holder: attempt.holder };
			const claim = await claimOn(ref);
			const result = claim && (await approvals.resultOf(claim.request));
			// That has ended what this browser began, and may do so while it comes.
			if (result?.answer === 'disowned') return { verified: false, reason: 'disowned' };
			const { lifetime } = await begunBy(id, attempt);
			if (!claim || result === undefined) return { verified: false, reason: 'waiting' };
			// Of several that come at once, one goes on.
			if (!(await pending.take(ref))) throw refuse.gone();
			return deps.signIn.withPhone({ ...claim, result, lifetime }, attempt);
		}
	};
}
