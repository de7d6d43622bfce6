import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';

import { judge } from './judge.ts';
import { Sites, type Site } from './site.ts';

const ORIGIN = 'https://app.example.org';

function siteOf(...rules: readonly object[]): Site {
	const [site] = v.parse(Sites, [{ origin: ORIGIN, rules }]);
	if (!site) throw new Error('There is no site.');
	return site;
}

const site = siteOf(
	{ path: '/', for: ['members'] },
	{ path: '/status', for: 'everybody' },
	{ path: '/profile', for: 'accounts' },
	{ path: '/admin', for: ['admins', 'owners'], aal: 2 },
	{ path: '/admin/public', for: 'everybody' },
	{ path: '/gr%C3%B6%C3%9Fe', for: ['admins'] }
);
const who = (...groups: string[]) => ({ aal: 1 as const, groups });

describe('what a rule allows', () => {
	test.each([
		['/', who('members'), 'allowed'],
		['/', who('strangers'), 'forbidden'],
		['/', undefined, 'sign-in'],
		['/status', undefined, 'allowed'],
		['/status/', undefined, 'allowed'],
		['/status/deep/er', undefined, 'allowed'],
		['/status-page', undefined, 'sign-in'],
		['/profile', who(), 'allowed'],
		['/profile', undefined, 'sign-in'],
		['/admin', who('members'), 'forbidden'],
		['/admin', who('owners'), 'step-up'],
		['/admin/', { aal: 2, groups: ['admins'] }, 'allowed'],
		['/admin/public/x', undefined, 'allowed'],
		['/%61dmin', who('members'), 'forbidden'],
		['/gr%C3%B6%C3%9Fe', who('members'), 'forbidden'],
		['/gr%C3%B6%C3%9Fe', who('admins'), 'allowed']
	] as const)('%s, as %j: %s', (path, given, verdict) => {
		expect(judge(site, { path, who: given && { ...given, groups: [...given.groups] } })).toBe(
			verdict
		);
	});

	test('where there is none, nobody is allowed', () => {
		const partly = siteOf({ path: '/open', for: 'everybody' });
		expect(judge(partly, { path: '/', who: { aal: 2, groups: ['admins'] } })).toBe('forbidden');
	});
});

const TRICKS = [
	'/status/../admin',
	'/status/..',
	'/./admin',
	'/status/%2e%2e/admin',
	'/status/%2E./admin',
	'/status/.%2e/',
	'//admin',
	'/status//admin',
	'/status/..;/admin',
	'/admin;x=1',
	'/status;/../admin',
	'/status%2f..%2fadmin',
	'/status%2Fadmin',
	'/status\\..\\admin',
	'/status%5c..%5cadmin',
	'/%2561dmin',
	'/status%00/admin',
	'/status%0a',
	'/status?/../admin',
	'/status#x',
	'/status%3f',
	'/status%23',
	'/status/%3b',
	'/ADMIN',
	'/Admin/x',
	'/%41dmin',
	'/ａdmin',
	'/%EF%BD%81dmin',
	'/adm%C4%B1n%20',
	'/admin.',
	'/admin%20',
	'/admin./x',
	'/admin%E2%80%83',
	'/st%C3',
	'/status%',
	'/status%zz',
	'/status ',
	'/größe',
	'/GR%C3%96%C3%9FE',
	'/GRO%CC%88%C3%9FE',
	'status',
	'',
	'*',
	'https://app.example.org/status'
];

describe('a path that could be read in two ways', () => {
	test.each(TRICKS)('%j leads nowhere, whoever asks', (path) => {
		const all = { aal: 2 as const, groups: ['members', 'admins'] };
		expect(judge(site, { path, who: all })).toBe('forbidden');
		expect(judge(site, { path })).toBe('forbidden');
	});

	test('does not matter where all of a site is alike', () => {
		const alike = siteOf({ path: '/', for: ['members'] });
		for (const path of TRICKS) {
			expect(judge(alike, { path, who: who('members') })).toBe('allowed');
			expect(judge(alike, { path, who: who() })).toBe('forbidden');
		}
	});

	test('is not allowed to more people than one that is plain', () => {
		const part = fc.constantFrom(
			...[
				'admin',
				'ADMIN',
				'status',
				'public',
				'..',
				'.',
				'%2e',
				'%2f',
				';',
				'/',
				'//',
				'\\',
				'%5c',
				'%61'
			]
		);
		fc.assert(
			fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
				const path = `/${parts.join('')}`;
				if (judge(site, { path }) !== 'allowed') return;
				// As the most lenient reader there is would take it.
				const read = new URL(
					decodeURIComponent(path.replaceAll('\\', '/'))
						.toLowerCase()
						.replace(/;[^/]*/g, ''),
					'https://x'
				).pathname.replace(/\/+/g, '/');
				expect(read).toMatch(/^\/(status|admin\/public)(\/|$)/);
			}),
			{ numRuns: 3000 }
		);
	});
});

describe('what an operator may write', () => {
	const isAccepted = (rule: object, origin = ORIGIN) =>
		v.is(Sites, [{ origin, rules: [{ path: '/', for: 'accounts' }, rule] }]);

	test.each([
		{ path: '/a', for: [] },
		{ path: '/a', for: ['No Name'] },
		{ path: '/a', for: 'nobody' },
		{ path: '/a', for: 'everybody', aal: 2 },
		{ path: '/a', for: 'accounts', aal: 3 },
		{ path: '/a', for: 'accounts', allow: true },
		{ path: '/a' },
		{ path: 'a', for: 'accounts' },
		{ path: '/a/', for: 'accounts' },
		{ path: '/a/../b', for: 'accounts' },
		{ path: '/a*', for: 'accounts', methods: ['GET'] },
		{ path: '/', for: 'everybody' }
	])('not the rule %j', (rule) => {
		expect(isAccepted(rule)).toBe(false);
	});

	test('not two rules that differ in case alone', () => {
		const rules = ['/a', '/A'].map((path) => ({ path, for: 'accounts' }));
		expect(v.is(Sites, [{ origin: ORIGIN, rules }])).toBe(false);
	});

	test.each([
		'http://app.example.org',
		'https://app.example.org/',
		'app.example.org',
		'https://a:443'
	])('not the origin %s', (origin) => {
		expect(isAccepted({ path: '/a', for: 'accounts' }, origin)).toBe(false);
	});

	test.each(['https://app.example.org:8443', 'http://app.localhost:8080', 'http://localhost'])(
		'the origin %s',
		(origin) => {
			expect(isAccepted({ path: '/a', for: 'accounts' }, origin)).toBe(true);
		}
	);
});
