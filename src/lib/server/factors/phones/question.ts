import { allMessages } from '#lib/messages/catalogue.ts';
import { createTranslator, isLocale, type MessageKey } from '#lib/messages/index.ts';
import { APPROVAL_MS, drawNumbers, type Approval } from '#lib/server/approvals/index.ts';
import { newId } from '#lib/server/core/ids.ts';
import type { Asking } from '../errand.ts';
import type { PhonesDeps } from './deps.ts';

/** What a browser may call itself on a phone's screen. */
const MAX_BROWSER = 80;

/** What the phones of an account are asked, in the words that they show. */
export function questionOf(asking: Asking, deps: PhonesDeps): Approval {
	const { clock, random, origin } = deps;
	const now = clock.now();
	const id = newId('apr', random);
	const { number, numbers } = drawNumbers(random);
	return {
		id,
		account: asking.account,
		document: {
			...textsOf(asking, deps),
			origin,
			number,
			request: id,
			nonce: Buffer.from(random.bytes(16)).toString('base64url')
		},
		numbers,
		asker: asking.asker,
		expiresAt: new Date(now.getTime() + APPROVAL_MS)
	};
}

/** Who asks, what for, from where and when. */
export function textsOf(asking: Asking, deps: PhonesDeps) {
	return {
		action: actionOf(asking, deps),
		account: asking.username,
		address: asking.caller.address,
		browser: browserName(asking, deps),
		askedAt: deps.clock.now().toISOString(),
		purpose: asking.purpose
	};
}

/** The closest words there are; all of it is signed. Who goes on to an application is signed in here all the same. */
function actionOf(asking: Asking, { rp }: PhonesDeps): string {
	const { purpose, application, goesOnTo, action, locale } = asking;
	const own = isLocale(locale) ? locale : 'en';
	const t = createTranslator({ locale: own, messages: allMessages(own) });
	const plain = `phone.action_${purpose}`;
	const closer = [
		action && `${plain}_${action}`,
		application && `${plain}_by_application`,
		goesOnTo && `${plain}_going_on`
	];
	const key = [...closer, plain].find((each) => each !== undefined && t.has(each));
	const words = { product: rp.name, application: application ?? goesOnTo ?? '' };
	return t(key ?? ('phone.action_other' satisfies MessageKey), words);
}

/** Control characters and the like say nothing to a person, and could hide something from one. */
function browserName({ caller }: Asking, { browserOf }: PhonesDeps): string {
	const { browser = '', os = '' } = browserOf(caller.userAgent);
	const name = [browser, os].filter(Boolean).join(', ');
	return name.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').slice(0, MAX_BROWSER);
}
