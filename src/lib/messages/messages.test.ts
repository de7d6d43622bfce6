import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { allMessages, messagesFor } from './catalogue.ts';
import {
	createTranslator,
	describeEvent,
	describeFailure,
	describeProblem,
	locales,
	negotiateLocale
} from './index.ts';
import type { Locale } from './locale.ts';

function translator(locale: Locale) {
	return createTranslator({ locale, messages: allMessages(locale) });
}

/** The names that a pattern is filled with, wherever they stand in it. */
function names(pattern: string): string[] {
	return [...new Set([...pattern.matchAll(/\{(\w+)(?=[,}])/g)].map(([, name = '']) => name))]
		.filter((name) => !/ (?:one|other|=\d) \{$/.test(pattern.split(`${name}}`)[0] ?? ''))
		.sort();
}

describe('the catalogues', () => {
	const en = Object.entries(allMessages('en'));
	const de: Record<string, Record<string, string>> = { ...allMessages('de') };

	test('both languages fill a sentence with the same names', () => {
		for (const [section, words] of en) {
			for (const [name, pattern] of Object.entries(words)) {
				expect([`${section}.${name}`, names(de[section]?.[name] ?? '')]).toEqual([
					`${section}.${name}`,
					names(String(pattern))
				]);
			}
		}
	});

	test('whoever has linked a phone is told to choose what the choice is called', () => {
		for (const { phone, verify } of locales.map(allMessages))
			expect(phone.link_done).toMatch(new RegExp(`[“„]${verify.phones_name}[”“]`));
	});

	test('a page in front of the door is not given the words of the account', () => {
		expect(Object.keys(messagesFor('en', 'door'))).not.toContain('security');
		expect(Object.keys(messagesFor('en', 'account'))).toContain('security');
	});
});

describe('a sentence', () => {
	const t = translator('en');

	test('is filled with names and counted in the plural', () => {
		expect(t('reasons.clock_fast', { seconds: 1 })).toContain('one second fast');
		expect(t('reasons.clock_fast', { seconds: 95 })).toContain('95 seconds fast');
		expect(t('security.codes_left', { count: 0, total: 10 })).toBe('None left of 10');
	});

	test('never takes a pattern from what it is filled with', () => {
		expect(t('security.remove_title', { name: '{count, plural, other {#}}' })).toBe(
			'Remove {count, plural, other {#}}?'
		);
		expect(t('events.session.ended', { browser: '$& # {browser}' })).toContain('$& # {browser}');
	});

	test('leaves out what nobody said', () => {
		expect(describeEvent(t, { code: 'session.ended' })).toBe('You ended a session');
		expect(
			describeEvent(t, { code: 'sign_in.succeeded', details: { methods: 'passwords totp' } })
		).toBe('Signed in with password and authenticator app');
		expect(describeEvent(t, { code: 'sign_in.failed', details: { method: 'totp' } })).toBe(
			'A sign-in was refused: wrong code'
		);
		expect(describeEvent(t, { code: 'sign_in.failed' })).toBe('A sign-in was refused');
		const details = { method: 'totp', factor: 'Authenticator app' };
		expect(describeEvent(t, { code: 'factor.enrolled', details })).toBe(
			'Added the authenticator app'
		);
		expect(
			describeEvent(t, { code: 'factor.enrolled', details: { ...details, factor: 'constructor' } })
		).toBe('Added the authenticator app “constructor”');
		expect(describeEvent(t, { code: 'no.such_event' })).toBe(t('events.unknown'));
	});

	test('says where something came from, also where nobody has called', () => {
		expect(t('activity.from', { address: '192.0.2.1' })).toBe('From 192.0.2.1');
		for (const address of ['service', 'shell'])
			expect(t('activity.from', { address })).not.toContain(
				address === 'service' ? 'From' : address
			);
	});
});

describe('a problem', () => {
	const t = translator('de');

	test('is said by its code and reason, then by its status, then in general', () => {
		expect(describeProblem(t, { code: 'challenges.gone' })).toBe(t('errors.challenges.gone'));
		expect(describeProblem(t, { code: 'x.y', status: 429 })).toBe(t('errors.kind.throttled'));
		expect(describeProblem(t, { code: 'x.y', status: 409 })).toBe(t('errors.kind.conflict'));
		const refused = { code: 'passwords.not_allowed', reason: 'too_short', minimum: 15 };
		expect(describeProblem(t, refused)).toContain('15');
		const wait = (retryAfterSeconds: number) =>
			describeProblem(t, { code: 'throttling.wait', status: 429, retryAfterSeconds });
		expect([1, 99, 100, 3600].map(wait).join()).toMatch(
			/eine Sekunde.*99 Sekunden.*2 Minuten.*60 Minuten/
		);
		expect(describeProblem(t, { code: 'internal', requestId: 'req_1' })).toContain('req_1');
		expect(describeProblem(t, { code: 'internal' })).toBe(t('errors.generic'));
	});
});

describe('a wrong answer', () => {
	const t = translator('en');

	test('says which way a clock is off and how many tries are left', () => {
		const answer = { reason: 'clock_off', attemptsLeft: 4, details: { seconds: -90 } };
		expect(describeFailure(t, answer)).toMatch(/90 seconds slow.*4 tries left/);
		const sent = { reason: 'wrong_code', attemptsLeft: 4, details: { triesLeft: 2 } };
		expect(describeFailure(t, sent)).toMatch(/2 tries left/);
		expect(describeFailure(t, { ...sent, attemptsLeft: 1 })).toMatch(/One try left/);
		expect(describeFailure(t, { reason: 'no_such_reason' })).toBe(t('reasons.unknown'));
		const wrong = { reason: 'wrong_code', method: 'totp' };
		expect(describeFailure(t, wrong)).toMatch(/wait for the next one/);
		expect(describeFailure(t, { ...wrong, method: 'recovery-codes' })).toBe(
			t('reasons.wrong_code')
		);
	});
});

describe('time', () => {
	const now = new Date('2026-11-22T10:00:00Z');

	test('is relative within a month and a day beyond it', () => {
		const t = translator('en');
		expect(t.relative(new Date('2026-11-22T09:59:40Z'), now)).toBe('just now');
		expect(t.relative(new Date('2026-11-22T08:00:00Z'), now)).toBe('2 hours ago');
		expect(t.relative(new Date('2026-11-21T09:00:00Z'), now)).toBe('yesterday');
		expect(t.relative(new Date('2026-03-02T08:00:00Z'), now, 'UTC')).toBe('Mar 2, 2026');
		expect(translator('de').relative(new Date('2026-11-22T08:00:00Z'), now)).toBe('vor 2 Stunden');
	});
});

describe('the language', () => {
	test('is the one chosen, else the first that the browser wants and we have, else English', () => {
		expect(negotiateLocale('de-AT,de;q=0.9,en;q=0.8')).toBe('de');
		expect(negotiateLocale('fr,en;q=0.4,de;q=0.7')).toBe('de');
		expect(negotiateLocale('de;q=0,en')).toBe('en');
		expect(negotiateLocale('de', 'en')).toBe('en');
		expect(negotiateLocale('de', 'xx')).toBe('de');
		expect(negotiateLocale(undefined)).toBe('en');
	});
});

test('whatever a browser says it wants, it gets a language that there is', () => {
	const range = fc.tuple(
		fc.oneof(
			fc.constantFrom('de', 'en', 'DE-at', '*', 'fr', '', 'constructor', '__proto__'),
			fc.string()
		),
		fc.oneof(
			fc.constantFrom('', ';q=0', ';q=1', ';q=0.5', ';q=-1', ';q=NaN', ';q=1e999', ';q'),
			fc.string()
		)
	);
	const header = fc
		.array(
			range.map((parts) => parts.join('')),
			{ maxLength: 20 }
		)
		.map((all) => all.join(','));
	fc.assert(
		fc.property(header, fc.option(fc.string()), (wanted, chosen) => {
			expect(locales).toContain(negotiateLocale(wanted, chosen));
			// What was chosen here wins over whatever is wanted everywhere.
			for (const locale of locales) expect(negotiateLocale(wanted, locale)).toBe(locale);
		})
	);
});
