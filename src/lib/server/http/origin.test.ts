import { expect, test } from 'vitest';

import { Refusal } from '../core/refusal.ts';
import { requireSameOrigin } from './origin.ts';

const ORIGIN = 'https://id.example.org:8443';

function outcome(method: string, headers: Record<string, string>): string {
	try {
		requireSameOrigin(new Request(`${ORIGIN}/api`, { method, headers }), ORIGIN);
		return 'let through';
	} catch (error) {
		if (error instanceof Refusal) return error.code;
		throw error;
	}
}

const unsafe = ['POST', 'PUT', 'PATCH', 'DELETE', 'post', 'BREW'];

test.each(unsafe)('%s from a page of this origin is let through', (method) => {
	expect(outcome(method, { origin: ORIGIN })).toBe('let through');
	expect(outcome(method, { origin: ORIGIN, 'sec-fetch-site': 'same-origin' })).toBe('let through');
});

test.each([
	undefined,
	'',
	'null',
	'https://evil.example',
	'https://id.example.org',
	'https://id.example.org:443',
	'http://id.example.org:8443',
	'https://id.example.org:8443/',
	'https://id.example.org:8443.evil.example',
	'https://sub.id.example.org:8443',
	'HTTPS://ID.EXAMPLE.ORG:8443',
	'https://evil.example, https://id.example.org:8443',
	'https://user@id.example.org:8443',
	'*'
])('an unsafe request from %j is refused', (origin) => {
	for (const method of unsafe)
		expect(outcome(method, { ...(origin !== undefined && { origin }) })).toBe('request.cross_site');
});

test.each(['cross-site', 'same-site', 'none', '', 'SAME-ORIGIN', 'same-origin, cross-site'])(
	'a browser that calls the request %j is believed, whatever the origin',
	(site) => {
		expect(outcome('POST', { origin: ORIGIN, 'sec-fetch-site': site })).toBe('request.cross_site');
	}
);

test.each(['GET', 'HEAD', 'OPTIONS'])('%s may come from anywhere', (method) => {
	const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
	expect(outcome(method, headers)).toBe('let through');
	expect(outcome(method, {})).toBe('let through');
});
