import { expect, test } from 'vitest';

import { parseConfig } from './config.ts';

const read = (LATCHKEY_PUSH_HOSTS: string, more: Record<string, string> = {}) =>
	parseConfig({ LATCHKEY_PUSH_HOSTS, ...more }).pushHosts;

const https = { LATCHKEY_ORIGIN: 'https://id.example.org' };

test('push services are hosts, or those below one', () => {
	expect(read('push.example.org,*.Push.example.net', https)).toEqual([
		'push.example.org',
		'*.push.example.net'
	]);
});

test('an origin of this machine is one for development', () => {
	expect(read('http://127.0.0.1:8080')).toEqual(['http://127.0.0.1:8080']);
	expect(() => read('http://127.0.0.1:8080', https)).toThrow('LATCHKEY_PUSH_HOSTS');
});

test.each([
	'*',
	'*.',
	'org',
	'*.org',
	'10.0.0.1',
	'[::1]',
	'push.example.org:443',
	'push.example.org/path',
	'https://push.example.org',
	'http://10.0.0.1:80',
	'http://user@127.0.0.1:80',
	'pu*sh.example.org',
	'push.example.org,'
])('%j is no push service', (hosts) => {
	expect(() => read(hosts)).toThrow('LATCHKEY_PUSH_HOSTS');
});
