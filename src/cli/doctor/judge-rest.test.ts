import { expect, test } from 'vitest';

import { tableOf, findingsOf } from './finding.ts';
import { judgeClock, judgeKeys, judgeMail, judgeTexts, type LookedAtKeys } from './judge-rest.ts';

const server = { host: 'mail.example.org:465', sentTo: undefined };

test.each([
	['a server that accepts', true, { facts: server }, 'fine'],
	['a mail that was taken', true, { facts: { ...server, sentTo: 'ada@example.org' } }, 'fine'],
	['none, on this machine alone', false, { facts: undefined }, 'fine'],
	['none, where strangers come', true, { facts: undefined }, 'look'],
	['one that refuses the password', true, { failed: 'EAUTH' }, 'wrong'],
	['one that is away', true, { failed: 'ECONNREFUSED' }, 'wrong']
] as const)('mail: %s', (_, isSecure, looked, verdict) => {
	expect(judgeMail({ isSecure }, looked).verdict).toBe(verdict);
});

const text = { methods: ['text-codes'], textCountries: ['+41'], textPerCountry: 200 };

test.each([
	['none', text, 'fine'],
	['a webhook', { ...text, textGateway: { kind: 'webhook' } }, 'fine'],
	['one that no method uses', { ...text, methods: [], textGateway: { kind: 'log' } }, 'look']
] as const)('text messages: %s', (_, config, verdict) => {
	expect(judgeTexts(config).verdict).toBe(verdict);
});

test.each([
	['all alike', { Redis: 40, PostgreSQL: -90 }, ['fine']],
	['none to compare with', {}, ['look']],
	['some seconds ahead', { Redis: 6000, PostgreSQL: 0 }, ['look']],
	['some seconds behind', { Redis: -6000 }, ['look']],
	['a code’s lifetime apart', { 'the server': 31_000 }, ['wrong']],
	['two of them', { 'the server': -31_000, Redis: 6000 }, ['wrong', 'look']]
])('clock: %s', (_, ahead, verdicts) => {
	expect(judgeClock(ahead).map(({ verdict }) => verdict)).toEqual(verdicts);
});

test('which clock is ahead is said', () => {
	expect(judgeClock({ Redis: 6000 })[0]?.saw).toContain('6 s ahead of');
	expect(judgeClock({ Redis: -6000 })[0]?.saw).toContain('6 s behind');
});

const counts = { keys: 2, older: 0, lost: 0, isFile: true };

test.each<[string, LookedAtKeys, string]>([
	['in a file', counts, 'fine'],
	['of the settings', { ...counts, isFile: false }, 'fine'],
	['of before the first start', 'none yet', 'fine'],
	['that are gone', 'gone', 'wrong'],
	['that nobody could count', 'not counted', 'skipped'],
	['of which an older one is in use', { ...counts, older: 3 }, 'look'],
	['of which one is missing', { ...counts, lost: 1 }, 'wrong']
])('keys: %s', (_, looked, verdict) => {
	expect(judgeKeys(looked).verdict).toBe(verdict);
});

test('the table shows each with its sign, and how to mend it below', () => {
	const { fine, wrong } = findingsOf('mail');
	expect(tableOf([fine('works'), wrong({ saw: 'is away', fix: 'Start it' })])).toBe(
		['✓ mail  works', '✗ mail  is away', '        → Start it'].join('\n')
	);
});
