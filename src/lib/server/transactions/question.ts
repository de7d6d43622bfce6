import { allMessages } from '#lib/messages/catalogue.ts';
import { createTranslator, isLocale } from '#lib/messages/index.ts';
import type { Application } from '#lib/server/applications/index.ts';
import { drawNumbers, type Approval } from '#lib/server/approvals/index.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import { newId, type AccountId } from '#lib/server/core/ids.ts';
import type { Random } from '#lib/server/core/random.ts';

interface Question {
	readonly application: Application;
	readonly account: {
		readonly id: AccountId;
		readonly username: string;
		readonly locale?: string | undefined;
	};
	readonly text: string;
	readonly ttlMs: number;
	readonly caller: Caller;
}

interface Deps {
	readonly clock: Clock;
	readonly random: Random;
	readonly origin: string;
}

/** What is asked, in the language of whoever is asked. */
export function actionOf({ name }: Pick<Application, 'name'>, locale: string | undefined): string {
	const own = isLocale(locale) ? locale : 'en';
	const t = createTranslator({ locale: own, messages: allMessages(own) });
	return t('phone.action_transaction', { application: name });
}

/** What phones show and sign: who asks, by which name it is known here, and exactly its text. */
export function questionOf(
	{ application, account, text, ttlMs, caller }: Question,
	{ clock, random, origin }: Deps
): Approval {
	const now = clock.now();
	const id = newId('apr', random);
	const { number, numbers } = drawNumbers(random);
	return {
		id,
		account: account.id,
		application: application.id,
		document: {
			action: actionOf(application, account.locale),
			application: application.name,
			text,
			account: account.username,
			origin,
			address: caller.address,
			browser: '',
			askedAt: now.toISOString(),
			number,
			purpose: 'transaction',
			request: id,
			nonce: Buffer.from(random.bytes(16)).toString('base64url')
		},
		numbers,
		expiresAt: new Date(now.getTime() + ttlMs)
	};
}
