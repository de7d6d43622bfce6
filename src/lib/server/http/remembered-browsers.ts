import type { Challenge } from '#lib/server/challenges/index.ts';
import type { Session } from '#lib/server/sessions/index.ts';
import type { ApiEvent } from './api-event.ts';
import { browserOf } from './views.ts';

/** The account's remembered browsers as its owner sees them, with the one that asks marked. */
export async function rememberedBrowsersOf(
	{ cookies, locals: { app } }: Pick<ApiEvent, 'cookies' | 'locals'>,
	{ account }: Pick<Session, 'account'>
) {
	const claimed = app.rememberedBrowsers.claimed(app.rememberedBrowserCookie.read(cookies));
	return (await app.rememberedBrowsers.list(account)).map(
		({ id, since, usedAt, endsAt, userAgent }) => ({
			id,
			since,
			usedAt,
			endsAt,
			...browserOf(userAgent),
			isCurrent: claimed.includes(id)
		})
	);
}

/** For how many days the browser that answers by `method` can be remembered; undefined where it cannot. */
export function rememberableDays(
	{ locals: { app } }: Pick<ApiEvent, 'locals'>,
	{ purpose, isKnowledgeProven }: Pick<Challenge, 'purpose' | 'isKnowledgeProven'>,
	method: string
): number | undefined {
	const { days } = app.rememberedBrowsers;
	const isSkippable = purpose === 'sign-in' && isKnowledgeProven && method !== 'recovery-codes';
	return isSkippable && days > 0 ? days : undefined;
}
