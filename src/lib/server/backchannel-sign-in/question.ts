import { allMessages } from '#lib/messages/catalogue.ts';
import { createTranslator, isLocale } from '#lib/messages/index.ts';
import { textFault, type Approval } from '#lib/server/approvals/index.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import { newId, type AccountId } from '#lib/server/core/ids.ts';
import type { Random } from '#lib/server/core/random.ts';
import { BACKCHANNEL_SIGN_IN } from '#lib/server/sign-in/index.ts';

/** What two screens show at once is compared at a glance, or not at all. CIBA Core 1.0 §7.1. */
const LONGEST_BINDING = 100;

/** Why a message cannot be shown; undefined where each of its characters is seen as it is. */
export function bindingFault(text: string): 'length' | 'characters' | undefined {
	return Array.from(text).length > LONGEST_BINDING ? 'length' : textFault(text);
}

interface Question {
	readonly application: string;
	readonly account: {
		readonly id: AccountId;
		readonly username: string;
		readonly locale?: string | undefined;
	};
	readonly text: string;
	readonly expiresAt: Date;
	readonly caller: Caller;
}

interface Deps {
	readonly clock: Clock;
	readonly random: Random;
	readonly origin: string;
	readonly productName: string;
}

/** What phones show and sign. No screen of ours stands beside them, so there is no number to pick. */
export function questionOf(
	{ application, account, text, expiresAt, caller }: Question,
	{ clock, random, origin, productName: product }: Deps
): Approval {
	const id = newId('apr', random);
	const own = isLocale(account.locale) ? account.locale : 'en';
	const t = createTranslator({ locale: own, messages: allMessages(own) });
	return {
		id,
		account: account.id,
		document: {
			action: t('phone.action_backchannel-sign-in', { application, product }),
			application,
			text,
			account: account.username,
			origin,
			address: caller.address,
			browser: '',
			askedAt: clock.now().toISOString(),
			number: '',
			purpose: BACKCHANNEL_SIGN_IN,
			request: id,
			nonce: Buffer.from(random.bytes(16)).toString('base64url')
		},
		numbers: [],
		expiresAt
	};
}
