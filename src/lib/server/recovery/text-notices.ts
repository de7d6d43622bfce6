/** What is told of a recovery by text message, to the number that codes go to. */
import { allMessages } from '#lib/messages/catalogue.ts';
import { createTranslator, isLocale } from '#lib/messages/index.ts';
import type { Account } from '#lib/server/accounts/index.ts';
import type { Factor, FactorMethod } from '#lib/server/factors/index.ts';
import type { Outbox } from '#lib/server/notifications/index.ts';
import { callingCodeOf } from '#lib/server/texts/index.ts';

/** What may be told; nothing with a link, which nobody should follow from a text message. */
type News = 'recovery_begun' | 'recovery_halfway' | 'recovery_ready';

export interface TextNotices {
	/** To each number among these factors, where the operator still has such codes on. */
	tell(account: Account, factors: readonly Factor[], news: News): void;
}

interface Deps {
	readonly outbox: Outbox;
	readonly methods: readonly FactorMethod[];
	readonly countries: readonly string[];
	readonly productName: string;
	readonly origin: string;
}

export function createTextNotices(deps: Deps): TextNotices {
	const site = new URL(deps.origin).host;

	const numbersOf = (factors: readonly Factor[]): string[] =>
		deps.methods.flatMap(({ id, isOff, noticesTo }) =>
			isOff || !noticesTo ? [] : factors.filter(({ method }) => method === id).map(noticesTo)
		);

	return {
		tell({ id: account, locale }, factors, news) {
			const own = isLocale(locale) ? locale : 'en';
			const t = createTranslator({ locale: own, messages: allMessages(own) });
			const text = t(`mail.text_${news}`, { product: deps.productName, site });
			for (const to of numbersOf(factors)) {
				if (callingCodeOf(to, deps.countries) === undefined) continue;
				// There are few of them: three beginnings in a month at most, each told three times.
				deps.outbox.post({ to, subject: '', text, about: { kind: 'notice', account } });
			}
		}
	};
}
