import { expect, test } from 'vitest';

import { byDay, nearness } from './days.ts';
import type { AccountEvent } from './models.ts';

const event = (at: string, sequence = 1): AccountEvent => ({
	at: new Date(at),
	sequence,
	code: 'sign_in.succeeded',
	details: {}
});

test('events of one day stand together, in the zone of whoever reads', () => {
	const events = [event('2026-11-22T00:30:00Z', 2), event('2026-11-21T23:30:00Z', 1)];
	expect(byDay(events, 'UTC').map(({ key }) => key)).toEqual(['2026-11-22', '2026-11-21']);
	expect(byDay(events, 'Europe/Berlin').map(({ key }) => key)).toEqual(['2026-11-22']);
	expect(byDay(events, 'Europe/Berlin')[0]?.events.map(({ sequence }) => sequence)).toEqual([2, 1]);
});

test('today and yesterday are said so, other days by date', () => {
	const now = new Date('2026-11-22T10:00:00Z');
	expect(nearness('2026-11-22', { now, zone: 'UTC' })).toBe('today');
	expect(nearness('2026-11-21', { now, zone: 'UTC' })).toBe('yesterday');
	expect(nearness('2026-11-20', { now, zone: 'UTC' })).toBeUndefined();
});
