/** The words of our mail: short, plain, and in the account's language. */
import { isIP } from 'node:net';

import { allMessages } from '#lib/messages/catalogue.ts';
import { createTranslator, describeEvent, isLocale, type Translator } from '#lib/messages/index.ts';
import type { Account } from '#lib/server/accounts/index.ts';
import type { NewAuditEvent } from '#lib/server/audit/index.ts';
import type { Letter } from './outbox.ts';

type Reader = Pick<Account, 'id' | 'username' | 'locale'>;
/** Whoever goes by a name, also where nobody does. */
type Named = Omit<Reader, 'id'>;
type Happening = Pick<NewAuditEvent, 'code' | 'details'>;

export interface Notice {
	readonly happenings: readonly Happening[];
	readonly at: Date;
	readonly userAgent: string;
	readonly address: string;
	readonly link: string;
	readonly linkUntil: Date;
}

export interface RecoveryNews {
	readonly stage: 'begun' | 'halfway' | 'ready';
	/** Whether those who run the service began it. */
	readonly isByOthers: boolean;
	readonly readyAt: Date;
	readonly endsAt: Date;
	/** Where the person goes on, when it is ready. */
	readonly goOn: string;
	/** Stops it. */
	readonly link: string;
}

export interface Letters {
	code(
		reader: Reader,
		given: { email: string; code: string; lifetimeMs: number }
	): Pick<Letter, 'subject' | 'text'>;
	/** A code that signs in, confirms a step, or turns such codes on. */
	sentCode(
		reader: Reader,
		given: { code: string; lifetimeMs: number; purpose: string }
	): Pick<Letter, 'subject' | 'text'>;
	notice(reader: Reader, notice: Notice): Pick<Letter, 'subject' | 'text'>;
	/** Of what those who run the service did: there is nothing to disown. */
	byAdministration(
		reader: Reader,
		about: Pick<Notice, 'happenings' | 'at'>
	): Pick<Letter, 'subject' | 'text'>;
	/** A code for who wants back in, at the address that the account has proven. */
	recoveryCode(
		reader: Named,
		given: { code: string; lifetimeMs: number }
	): Pick<Letter, 'subject' | 'text'>;
	/** Of a recovery that waits. */
	recovery(reader: Reader, about: RecoveryNews): Pick<Letter, 'subject' | 'text'>;
	/** Of one that ended before it was finished. */
	recoveryOver(
		reader: Reader,
		about: Pick<Notice, 'happenings' | 'at'>
	): Pick<Letter, 'subject' | 'text'>;
	/** Of a request by an application that somebody says was not theirs: nothing of the account is open by it. */
	transactionStopped(
		reader: Reader,
		about: Pick<Notice, 'happenings' | 'at'>
	): Pick<Letter, 'subject' | 'text'>;
	/** To who has deleted their account. */
	farewell(reader: Reader): Pick<Letter, 'subject' | 'text'>;
}

interface Service {
	readonly productName: string;
	readonly origin: string;
	/** A browser by the name it gives itself. */
	readonly browserOf: (userAgent: string) => { browser?: string; os?: string };
}

const SUBJECTS = [
	['recovery.succeeded', 'mail.recovery_subject'],
	['remembered_browser.copied', 'mail.half_done_subject'],
	['sign_in.half_done', 'mail.half_done_subject'],
	['sign_in.after_failures', 'mail.after_failures_subject'],
	['sign_in.succeeded', 'mail.sign_in_subject'],
	['authorization.allowed_device', 'mail.device_subject'],
	['authorization.allowed_offline', 'mail.offline_subject']
] as const;

/** No mail client may make a link of a name that somebody chose: it would be read as ours. */
export function plainly(name: string): string {
	return name
		.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ')
		.replace(/[:/\\@]+/g, ' ')
		.replace(/\.(?=[\p{L}-])/gu, ' ')
		.slice(0, 80);
}

function translatorFor({ locale }: Named): Translator {
	const own = isLocale(locale) ? locale : 'en';
	return createTranslator({ locale: own, messages: allMessages(own) });
}

function sentenceOf(t: Translator, { code, details }: Happening): string {
	if (code === 'sign_in.succeeded') return t('mail.sign_in');
	if (code === 'recovery_code.used')
		return t('mail.recovery_code', { left: Number(details['left'] ?? 0) });
	// The one name that may stay as it is: an address that has been proven.
	if (code === 'email.changed')
		return t('mail.email_changed', {
			email: String(details['email'] ?? ''),
			codes: String(details['codes'] ?? '')
		});
	const plain = Object.entries(details).map(([name, value]) => [
		name,
		// An address of the network is no name, and is read as it is.
		typeof value === 'string' && isIP(value) === 0 ? plainly(value) : value
	]);
	return describeEvent(t, { code, details: Object.fromEntries(plain) as Happening['details'] });
}

function withCode(t: Translator, { code, lifetimeMs }: { code: string; lifetimeMs: number }) {
	const minutes = Math.max(1, Math.floor(lifetimeMs / 60_000));
	return ['', `    ${code}`, '', t('mail.code_validity', { minutes })];
}

function happened(
	t: Translator,
	{ happenings, at }: { happenings: readonly Happening[]; at: Date }
) {
	const when = t.date(at, 'full', 'UTC');
	const lines = happenings.map((each) => `  - ${sentenceOf(t, each)}`);
	return [t('mail.happened', { when }), '', ...lines, ''];
}

export function createLetters({ productName: product, origin, browserOf }: Service): Letters {
	const browserName = (t: Translator, userAgent: string): string => {
		const { browser, os } = browserOf(userAgent);
		const names = [browser, os].flatMap((name) => (name ? [plainly(name)] : []));
		const [first = t('mail.browser_unknown'), second] = names;
		return second ? t('mail.browser_on', { browser: first, os: second }) : first;
	};

	const inFull = (t: Translator, { username: name }: Named, lines: readonly string[]): string => {
		const foot = ['', t('mail.foot'), '', '-- ', product, origin, ''];
		return [t('mail.greeting', { name }), '', ...lines, ...foot].join('\n');
	};

	return {
		code(reader, { email, code, lifetimeMs }) {
			const t = translatorFor(reader);
			const text = inFull(t, reader, [
				t('mail.code_lead', { email }),
				...withCode(t, { code, lifetimeMs }),
				t('mail.code_not_you')
			]);
			return { subject: t('mail.code_subject', { product }), text };
		},

		sentCode(reader, { code, lifetimeMs, purpose }) {
			const t = translatorFor(reader);
			const text = inFull(t, reader, [
				t('mail.sent_code_lead', { purpose }),
				...withCode(t, { code, lifetimeMs }),
				t('mail.sent_code_not_you', { purpose })
			]);
			return { subject: t('mail.code_subject', { product }), text };
		},

		notice(reader, { happenings, at, userAgent, address, link, linkUntil }) {
			const t = translatorFor(reader);
			const codes = happenings.map(({ code }) => code);
			const [, subject] = SUBJECTS.find(([code]) => codes.includes(code)) ?? [];
			const text = inFull(t, reader, [
				...happened(t, { happenings, at }),
				t('mail.browser', { browser: browserName(t, userAgent) }),
				t('mail.address', { address }),
				'',
				t('mail.was_you'),
				'',
				t('mail.was_not_you'),
				link,
				'',
				t('mail.link_validity', { until: t.date(linkUntil, 'full', 'UTC') })
			]);
			return { subject: t(subject ?? 'mail.change_subject', { product }), text };
		},

		byAdministration(reader, { happenings, at }) {
			const t = translatorFor(reader);
			const isDemand = happenings.some(({ code }) => code === 'password.demanded');
			const text = inFull(t, reader, [
				...happened(t, { happenings, at }),
				...(isDemand ? [t('mail.by_administrator_password')] : []),
				t('mail.by_administrator')
			]);
			return { subject: t('mail.by_administrator_subject', { product }), text };
		},

		recoveryCode(reader, { code, lifetimeMs }) {
			const t = translatorFor(reader);
			const text = inFull(t, reader, [
				t('mail.recovery_code_lead'),
				...withCode(t, { code, lifetimeMs }),
				t('mail.recovery_code_not_you')
			]);
			return { subject: t('mail.recovery_code_subject', { product }), text };
		},

		recovery(reader, { stage, isByOthers, readyAt, endsAt, goOn, link }) {
			const t = translatorFor(reader);
			const [ready, end] = [readyAt, endsAt].map((at) => t.date(at, 'full', 'UTC'));
			const what = stage === 'begun' && isByOthers ? 'begun_by_others' : stage;
			const text = inFull(t, reader, [
				t(`mail.recovery_${what}`),
				'',
				t(stage === 'ready' ? 'mail.recovery_since' : 'mail.recovery_until', { ready, end }),
				'',
				t('mail.recovery_was_you'),
				goOn,
				'',
				t('mail.recovery_was_not_you'),
				link
			]);
			return { subject: t(`mail.recovery_${stage}_subject`, { product }), text };
		},

		recoveryOver(reader, { happenings, at }) {
			const t = translatorFor(reader);
			const text = inFull(t, reader, [
				...happened(t, { happenings, at }),
				t('mail.recovery_over'),
				t('mail.recovery_over_strange')
			]);
			return { subject: t('mail.recovery_over_subject', { product }), text };
		},

		transactionStopped(reader, { happenings, at }) {
			const t = translatorFor(reader);
			const text = inFull(t, reader, [
				...happened(t, { happenings, at }),
				t('mail.transaction_stopped'),
				t('mail.transaction_strange')
			]);
			return { subject: t('mail.transaction_subject', { product }), text };
		},

		farewell(reader) {
			const t = translatorFor(reader);
			const text = inFull(t, reader, [t('mail.farewell'), '', t('mail.farewell_not_you')]);
			return { subject: t('mail.farewell_subject', { product }), text };
		}
	};
}
