import type { AccountId, SessionId, TokenFamilyId } from '#lib/server/core/ids.ts';

export const IDLE_MS = 7 * 24 * 60 * 60_000;
export const ABSOLUTE_MS = 30 * 24 * 60 * 60_000;

/**
 * For so long after a refresh, a repeat of it gets the same answer: two tabs, or a request that was sent twice.
 * Later, whoever comes again has lost the answer, or is somebody else.
 */
const REPEAT_MS = 10_000;
/** A repeat that comes so long after the last one begins the time anew; what comes at once writes nothing. */
const AT_ONCE_MS = 1000;

/** One token of a family, by its place in the row and its hash. */
export interface Link {
	readonly number: number;
	readonly hash: string;
}

/** A token that was given out and not been used yet. */
interface Successor extends Link {
	/** The token itself, encrypted under the one that it follows: only who has that can read it. */
	readonly box: string;
	/** When it was given last. */
	readonly at: Date;
}

/** A token that is spent, with the one that follows it in a box. */
interface Repeatable extends Link {
	readonly box: string;
	/** When that one was used. */
	readonly at: Date;
}

/** All refresh tokens that follow from one sign-in. Two are good at most: the current one, and its successor. */
export interface Family {
	readonly id: TokenFamilyId;
	readonly account: AccountId;
	readonly session: SessionId;
	/** The bearer token of the session, without which the family is worth nothing. */
	readonly sessionToken: string;
	/** The client that they were given to. */
	readonly client: string;
	/** The key that the client proves to hold with each refresh, by its thumbprint. RFC 7638; RFC 9449 §5. */
	readonly keyThumbprint?: string | undefined;
	readonly current: Link;
	readonly successor?: Successor | undefined;
	/** The one before the current one, and that one for who comes with it again in a moment. */
	readonly previous?: Repeatable | undefined;
	readonly usedAt: Date;
	readonly endsAt: Date;
	/** Counts the changes, so that one of racing callers makes each. */
	readonly version: number;
}

/** What a token that this service has made is worth, at `now`. */
export type Verdict =
	| { readonly kind: 'over' }
	/** Its successor was used, or is another one: it is with two holders. */
	| { readonly kind: 'reused' }
	/** What it was answered with before is the answer, in its box; `family` as it is then, if that is another. */
	| {
			readonly kind: 'repeated';
			readonly box: string;
			readonly family: Family;
			readonly isChanged: boolean;
	  }
	/** A new successor is the answer; `family` as it is then. */
	| { readonly kind: 'good'; readonly family: Family };

const isSame = (a: Link, b: Link): boolean => a.number === b.number && a.hash === b.hash;

const ageOf = ({ at }: { readonly at: Date }, now: Date): number => now.getTime() - at.getTime();

function isOver({ usedAt, endsAt }: Family, now: Date): boolean {
	return now >= endsAt || now.getTime() - usedAt.getTime() >= IDLE_MS;
}

/** What the current one is answered with. */
function answerAgain(family: Family, now: Date): Verdict {
	const { successor } = family;
	const age = successor ? ageOf(successor, now) : REPEAT_MS;
	if (!successor || age >= REPEAT_MS) return { kind: 'good', family };
	const { box } = successor;
	const again = { ...family, successor: { ...successor, at: now } };
	return { kind: 'repeated', box, family: again, isChanged: age >= AT_ONCE_MS };
}

/** The states and what leads from one to the next are drawn in docs/refresh-tokens.md. */
export function judge(family: Family, given: Link, now: Date): Verdict {
	const { current, successor, previous } = family;
	if (isOver(family, now)) return { kind: 'over' };
	if (successor && isSame(given, successor))
		return { kind: 'good', family: confirmed(family, now) };
	if (previous && isSame(given, previous) && ageOf(previous, now) < REPEAT_MS)
		return { kind: 'repeated', box: previous.box, family, isChanged: false };
	return isSame(given, current) ? answerAgain(family, now) : { kind: 'reused' };
}

/** Its successor has been used: from now on that is the current one, and the one before is spent. */
export function confirmed(family: Family, now: Date): Family {
	const { current, successor } = family;
	if (!successor) return family;
	const { number, hash, box } = successor;
	const previous = { ...current, box, at: now };
	return { ...family, current: { number, hash }, successor: undefined, previous };
}
