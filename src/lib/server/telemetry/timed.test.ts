import { expect, test } from 'vitest';

import { storeRefusals } from '../adapters/outage.ts';
import { Refusal } from '../core/refusal.ts';
import { timedPorts, type Meters } from './index.ts';

const conflict = new Refusal('accounts.taken', 'conflict');
const port = {
	find: async (id: string) => id,
	create: () => Promise.reject(conflict),
	save: () => Promise.reject(storeRefusals.unavailable()),
	broken: () => Promise.reject(new TypeError('x'))
};

test('each call is told with its name and its end, and changes in nothing', async () => {
	const told: string[] = [];
	const called: Meters['called'] = ({ store, port, operation }, { outcome, seconds }) => {
		expect(seconds).toBeGreaterThanOrEqual(0);
		told.push([store, port, operation, outcome].join(' '));
	};
	const { accounts } = timedPorts({ accounts: port }, 'SQLite', called);
	expect(await accounts.find('ada')).toBe('ada');
	await expect(accounts.create()).rejects.toBe(conflict);
	await expect(accounts.save()).rejects.toMatchObject({ code: 'stores.unavailable' });
	await expect(accounts.broken()).rejects.toThrow(TypeError);
	expect(told).toEqual([
		'SQLite accounts find done',
		'SQLite accounts create done',
		'SQLite accounts save unavailable',
		'SQLite accounts broken failed'
	]);
});
