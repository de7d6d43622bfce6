import * as v from 'valibot';

import type { EnrolmentId, FactorId, SessionId } from '#lib/server/core/ids.ts';
import { defineRefusals } from '#lib/server/core/refusal.ts';
import { hashSecret } from '#lib/server/core/secret.ts';
import type { Factor, FactorMethod, Prompt } from '#lib/server/factors/index.ts';
import { hasSecondFactor } from '#lib/server/policy/index.ts';
import type { IssuedSession } from '#lib/server/sessions/index.ts';

/** A factor as its owner sees it. */
export interface FactorView {
	readonly id: FactorId;
	readonly method: string;
	readonly label: string;
	readonly createdAt: Date;
	readonly lastUsedAt?: Date | undefined;
	readonly details: Readonly<Record<string, string | number | boolean>>;
}

export interface BegunEnrolment {
	readonly id: EnrolmentId;
	readonly method: string;
	readonly prompt: Prompt;
	/** What it was begun with, such as a number, when it is resumed. */
	readonly given?: string | undefined;
	readonly expiresAt: Date;
}

type Details = Readonly<Record<string, string | number>>;

export type EnrolmentResult =
	| {
			readonly enrolled: true;
			readonly factor: FactorView;
			/** Present when this was the first second factor: shown once. */
			readonly recoveryCodes?: readonly string[] | undefined;
			/** The session under its new secret, when enrolling has raised it. */
			readonly issued?: IssuedSession | undefined;
			readonly details: Details;
	  }
	| {
			readonly enrolled: false;
			readonly reason: string;
			readonly attemptsLeft: number;
			readonly details: Details;
	  };

export const EnrolmentData = v.object({
	method: v.string(),
	label: v.optional(v.string()),
	prompt: v.unknown(),
	state: v.optional(v.unknown()),
	/** The errand whose result the answer waits for. */
	errand: v.optional(v.object({ kind: v.picklist(['approval', 'link']), id: v.string() })),
	/** What the person began with, to begin again with. */
	given: v.optional(v.string())
});

/** The id of the one enrolment that a page of this session begins: no secret, as its holder alone reaches it. */
export const onlyId = (session: SessionId, method: string): EnrolmentId =>
	`enr_${hashSecret(`${session} ${method}`).slice(0, 22)}` as EnrolmentId;

/**
 * Whether somebody with these factors can sign in: by one that stands alone, or by a password
 * together with a second factor.
 */
export function hasWayIn(factors: readonly Factor[], methods: readonly FactorMethod[]): boolean {
	const standsAlone = (factor: Factor): boolean =>
		methods.find(({ id }) => id === factor.method)?.standsAlone?.(factor) ?? false;
	const hasPassword = factors.some(({ method }) => method === 'passwords');
	return factors.some(standsAlone) || (hasPassword && hasSecondFactor(factors, methods));
}

export const enrolmentRefusals = defineRefusals('enrolment', {
	/** Unknown, expired, finished, out of attempts, or another session's. */
	gone: 'expired',
	methodUnknown: 'invalid',
	/** The credential is registered already, here or at another account. WebAuthn L3 §7.1 step 26. */
	alreadyEnrolled: 'conflict',
	tooMany: 'conflict',
	/** It cannot be added as things stand; the reason says why. */
	notPossible: 'conflict',
	factorUnknown: 'not-found',
	/** Removing it would leave no way to sign in. */
	lastWayIn: 'conflict',
	/** Removing it would leave a password that is too short to stand alone. */
	passwordTooShortAlone: 'conflict',
	notRemovable: 'invalid',
	labelEmpty: 'invalid',
	secondFactorMissing: 'conflict'
});
