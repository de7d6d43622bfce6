/**
 * Texts: codes by text message, to the countries that the operator has named.
 *
 * This module owns which numbers are served, how many messages a country gets in a day, and the words. How they
 * travel is the business of the gateway behind `ports.ts`.
 */
import { allMessages } from '#lib/messages/catalogue.ts';
import { createTranslator, isLocale } from '#lib/messages/index.ts';
import type { Outbox } from '#lib/server/notifications/index.ts';
import {
	sentCodeRefusals as refuse,
	type Carry,
	type RequireRoom
} from '#lib/server/sent-codes/index.ts';
import { callingCodeOf } from './numbers.ts';

interface Deps {
	readonly outbox: Outbox;
	readonly requireRoom: RequireRoom;
	/** Calling codes, such as +41. None: nothing is sent. */
	readonly countries: readonly string[];
	readonly perCountryAndDay: number;
	readonly productName: string;
	readonly origin: string;
}

export function createTextCarry(deps: Deps): Carry {
	const { outbox, countries, perCountryAndDay: perDay } = deps;
	const host = new URL(deps.origin).hostname;

	return async ({ place: { account }, to, reader: { locale }, caller }, code) => {
		const name = callingCodeOf(to, countries);
		if (!outbox.isOpen || name === undefined) throw refuse.notAvailable();
		await deps.requireRoom({ account, channel: 'text', to, caller, region: { name, perDay } });
		const own = isLocale(locale) ? locale : 'en';
		const t = createTranslator({ locale: own, messages: allMessages(own) });
		// The last line lets a phone offer the code on our own page only: "Origin-bound one-time codes", WICG.
		const text = `${t('mail.text_code', { code, product: deps.productName })}\n\n@${host} #${code}`;
		outbox.post({ to, subject: '', text, about: { kind: 'code', account } });
	};
}
