/** What an application asks of a sign-in, and whether a session is that. Pure rules. */
import * as v from 'valibot';

import type { Aal } from '#lib/server/core/assurance.ts';
import type { Session } from '#lib/server/sessions/index.ts';

const SECOND = 1000;
/** A map: names of what every object has are no levels. */
const LEVELS: ReadonlyMap<string, Aal> = new Map([
	['aal1', 1],
	['aal2', 2]
]);
export const ACR_VALUES = [...LEVELS.keys()];

/** `acr` of a session, by the level that it has reached. */
export const acrOf = ({ aal }: Pick<Session, 'aal'>): string => `aal${aal}`;

/** What has aged with its level is not said any more. */
export const amrOf = ({ aal, amr }: Pick<Session, 'aal' | 'amr'>): string[] =>
	amr.filter((each) => each !== 'mfa' || aal > 1);

export const authTimeOf = ({ elevatedAt }: Pick<Session, 'elevatedAt'>): number =>
	Math.floor(elevatedAt.getTime() / SECOND);

const texts = v.fallback(v.optional(v.array(v.string()), []), []);
const Acr = v.fallback(
	v.nullish(v.object({ value: v.optional(v.string()), values: texts })),
	undefined
);
const Claims = v.fallback(
	v.object({ id_token: v.optional(v.object({ acr: v.optional(Acr) })) }),
	{}
);

/** The parameters of an authorization request that are about the sign-in. OpenID Connect Core 1.0 §3.1.2.1. */
const Params = v.object({
	prompt: v.optional(v.string(), ''),
	acr_values: v.optional(v.string(), ''),
	claims: v.optional(v.union([v.string(), v.looseObject({})])),
	max_age: v.optional(v.union([v.string(), v.number()]))
});

export interface Requirements {
	/** The least level that will do; undefined where none of those that were named is ours. */
	readonly aal: Aal | undefined;
	/** Whether it must be proven anew, however young the last proof is. */
	readonly isAnew: boolean;
	readonly maxAgeSeconds: number | undefined;
}

function claimedAcrs(claims: unknown): readonly string[] {
	const parsed = typeof claims === 'string' ? (JSON.parse(claims) as unknown) : claims;
	const acr = v.parse(Claims, parsed ?? {}).id_token?.acr;
	return acr ? [...(acr.value === undefined ? [] : [acr.value]), ...acr.values] : [];
}

export function requirementsOf(params: unknown): Requirements {
	const { prompt, acr_values, claims, max_age } = v.parse(Params, params);
	const wanted = [...acr_values.split(' ').filter(Boolean), ...claimedAcrs(claims)];
	const levels = wanted.flatMap((acr) => LEVELS.get(acr) ?? []);
	return {
		aal: wanted.length === 0 ? 1 : levels.toSorted()[0],
		isAnew: prompt.split(' ').includes('login'),
		maxAgeSeconds: max_age === undefined ? undefined : Number(max_age)
	};
}

/** Names a session as it is since its last proof. */
export const standingOf = ({ id, elevatedAt }: Pick<Session, 'id' | 'elevatedAt'>): string =>
	`${id}/${elevatedAt.getTime()}`;

/** Whether the last proof is young enough, of a request that has waited `since` then. */
export function isYoung(
	{ elevatedAt }: Pick<Session, 'elevatedAt'>,
	{ isAnew, maxAgeSeconds }: Requirements,
	{ since, now }: { readonly since: Date; readonly now: Date }
): boolean {
	if (isAnew && elevatedAt < since) return false;
	const age = now.getTime() - elevatedAt.getTime();
	return maxAgeSeconds === undefined || age <= maxAgeSeconds * SECOND;
}

interface Begun {
	readonly standing: string | undefined;
	/** To the second. */
	readonly since: Date;
	readonly now: Date;
}

/**
 * Whether the last proof is young enough, or was given since a request began, with `standing` then. Another session is
 * not enough: whoever holds an old one could begin without it.
 */
export function isFresh(
	session: Pick<Session, 'id' | 'elevatedAt'>,
	{ isAnew, maxAgeSeconds }: Requirements,
	{ standing, since, now }: Begun
): boolean {
	const { elevatedAt } = session;
	if (standingOf(session) !== standing && elevatedAt >= since) return true;
	if (isAnew) return false;
	const age = now.getTime() - elevatedAt.getTime();
	return maxAgeSeconds === undefined || age <= maxAgeSeconds * SECOND;
}
