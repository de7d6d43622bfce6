import { expect, test } from 'vitest';

import { fixedClock } from '../core/clock.ts';
import { createLog, LOG_LEVELS, type LogFields, type LogLevel } from './index.ts';

function open(level: LogLevel = 'debug') {
	const lines: string[] = [];
	const clock = fixedClock(new Date('2026-11-22T10:00:00Z'));
	return { lines, log: createLog({ clock, level, write: (line) => void lines.push(line) }) };
}

test('an event is one line of JSON, with its time and level', () => {
	const { lines, log } = open();
	log.info('request', { requestId: 'r\n1', status: 200 });
	expect(lines).toHaveLength(1);
	expect(lines[0]).toMatch(/^[^\n]+\n$/);
	expect(JSON.parse(lines[0] ?? '')).toEqual({
		time: '2026-11-22T10:00:00.000Z',
		level: 'info',
		event: 'request',
		requestId: 'r\n1',
		status: 200
	});
});

test.each(LOG_LEVELS)('the level %s shows itself and what is worse', (level) => {
	const { lines, log } = open(level);
	for (const each of LOG_LEVELS) log[each]('x');
	const shown = lines.map((line) => (JSON.parse(line) as { level: string }).level);
	expect(shown).toEqual(LOG_LEVELS.slice(0, LOG_LEVELS.indexOf(level) + 1));
});

test('a field that is not on the list is left out, and so is what is no text or number', () => {
	const { lines, log } = open();
	const fields = {
		password: 'hunter2',
		code: { cookie: 'hunter2' },
		reason: undefined,
		route: '/'
	};
	log.warn('request', fields as unknown as LogFields);
	expect(Object.keys(JSON.parse(lines[0] ?? '') as object)).toEqual([
		'time',
		'level',
		'event',
		'route'
	]);
});

test('no text is long', () => {
	const { lines, log } = open();
	log.warn('request', { reason: 'x'.repeat(100_000) });
	expect(lines[0]?.length).toBeLessThan(400);
});
