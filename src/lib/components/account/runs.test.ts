import { expect, test } from 'vitest';

import { runsOf } from './runs.ts';

const NOON = Date.parse('2026-11-22T12:00:00Z');
const HOUR = 60 * 60_000;

/** Newest first, one an hour. */
const events = (...codes: string[]) =>
	codes.map((code, at) => ({
		sequence: 100 - at,
		at: new Date(NOON - at * HOUR),
		code,
		details: { method: 'passwords' }
	}));

const told = (...codes: string[]) =>
	runsOf(events(...codes)).map(({ code, count, isMixed, from }) => [code, count, isMixed, from]);

test('refusals that follow each other are one row, and what lies between them is not lost', () => {
	expect(
		told(
			'sign_in.failed',
			'sign_in.failed',
			'sign_in.succeeded',
			'sign_in.failed',
			'step_up.failed'
		)
	).toEqual([
		['sign_in.failed', 2, false, 99],
		['sign_in.succeeded', 1, false, 98],
		['sign_in.failed', 2, true, 96]
	]);
});

test('what was done is never put together, however often', () => {
	expect(told('factor.removed', 'factor.removed', 'recovery.succeeded')).toHaveLength(3);
});

test('a sign-in after many refusals is not counted among them', () => {
	expect(
		told('sign_in.failed', 'sign_in.half_done', 'sign_in.after_failures', 'sign_in.failed')
	).toEqual([
		['sign_in.failed', 1, false, 100],
		['sign_in.half_done', 1, false, 99],
		['sign_in.after_failures', 1, false, 98],
		['sign_in.failed', 1, false, 97]
	]);
});

test('a thousand refusals are one row for each day', () => {
	const codes = Array.from({ length: 1000 }, () => 'sign_in.failed');
	expect(runsOf(events(...codes))).toHaveLength(Math.ceil(1000 / 24));
});

test('refusals of another kind of proof are told as mixed', () => {
	const [password, code] = events('sign_in.failed', 'sign_in.failed');
	if (!password || !code) throw new Error('There are two.');
	const runs = runsOf([password, { ...code, details: { method: 'totp' } }]);
	expect(runs).toMatchObject([{ count: 2, isMixed: true }]);
});
