import { expect, test } from 'vitest';

import {
	CLAIMED,
	judgeHttps,
	judgeOrigin,
	judgeProxy,
	judgeRpId,
	judgeSettings,
	type OriginFacts
} from './judge-address.ts';

const now = new Date('2026-11-22T12:00:00Z');
const inDays = (days: number) => new Date(now.getTime() + days * 24 * 60 * 60_000);
const secure = { origin: 'https://id.example.org', rpId: 'id.example.org', isSecure: true };
const local = { origin: 'http://localhost:3000', rpId: 'localhost', isSecure: false };

const seen = {
	at: now,
	peer: '10.0.0.1',
	isTrustedPeer: true,
	forwarded: [CLAIMED, '198.51.100.4'],
	client: '198.51.100.4'
};
const healthy: OriginFacts = {
	status: 200,
	body: 'alive',
	ready: 200,
	transportSecurity: 'max-age=31536000',
	certificateEndsAt: inDays(60),
	seen
};

test.each([
	['this installation answers', { facts: healthy }, 'fine'],
	['it answers and is not ready', { facts: { ...healthy, ready: 503 } }, 'wrong'],
	['another installation answers', { facts: { ...healthy, seen: undefined } }, 'wrong'],
	[
		'something else answers',
		{ facts: { ...healthy, seen: undefined, status: 404, body: 'Not found' } },
		'wrong'
	],
	['the name is unknown', { failed: 'ENOTFOUND' }, 'look'],
	['nobody trusts its certificate', { failed: 'CERT_HAS_EXPIRED' }, 'skipped'],
	['nothing answers', { failed: 'ECONNREFUSED' }, 'skipped']
] as const)('origin: %s', (_, looked, verdict) => {
	expect(judgeOrigin(secure, looked).verdict).toBe(verdict);
});

test.each([
	['https://id.example.org', 'id.example.org', 'fine'],
	['https://id.example.org', 'example.org', 'fine'],
	['http://localhost:3000', 'localhost', 'fine'],
	['https://id.example.org', 'example.com', 'wrong'],
	['https://myexample.org', 'example.org', 'wrong'],
	['https://id.example.co.uk', 'co.uk', 'wrong'],
	['https://id.example.org', 'org', 'wrong'],
	['https://intranet', 'intranet', 'wrong'],
	['http://127.0.0.1:3000', '127.0.0.1', 'wrong'],
	['http://[::1]:3000', '[::1]', 'wrong']
])('RP ID: at %s %s is %s', (origin, rpId, verdict) => {
	expect(judgeRpId({ origin, rpId }).verdict).toBe(verdict);
});

test.each([
	['only this machine', local, { facts: healthy }, 'look'],
	['a good certificate', secure, { facts: healthy }, 'fine'],
	[
		'a certificate soon over',
		secure,
		{ facts: { ...healthy, certificateEndsAt: inDays(13) } },
		'look'
	],
	[
		'a certificate about over',
		secure,
		{ facts: { ...healthy, certificateEndsAt: inDays(2) } },
		'wrong'
	],
	[
		'a header that is lost',
		secure,
		{ facts: { ...healthy, transportSecurity: undefined } },
		'look'
	],
	['a certificate that is over', secure, { failed: 'CERT_HAS_EXPIRED' }, 'wrong'],
	['a certificate of its own', secure, { failed: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, 'wrong'],
	['a certificate of another name', secure, { failed: 'ERR_TLS_CERT_ALTNAME_INVALID' }, 'wrong'],
	['nothing that answers', secure, { failed: 'ECONNREFUSED' }, 'skipped']
] as const)('HTTPS: %s', (_, address, looked, verdict) => {
	expect(judgeHttps(address, { looked, now }).verdict).toBe(verdict);
});

const through = (some: Partial<typeof seen>) => ({
	facts: { ...healthy, seen: { ...seen, ...some } }
});

test.each([
	['says who calls, and is trusted', secure, through({}), 'fine'],
	['is not needed here', local, through({ forwarded: [], isTrustedPeer: false }), 'fine'],
	['is not trusted', secure, through({ isTrustedPeer: false }), 'wrong'],
	['does not say who calls', secure, through({ forwarded: [] }), 'wrong'],
	['passes on what callers claim', secure, through({ forwarded: [CLAIMED] }), 'wrong'],
	['cannot be seen', secure, { failed: 'ECONNREFUSED' }, 'skipped'],
	['leads elsewhere', secure, { facts: { ...healthy, seen: undefined } }, 'skipped']
] as const)('the proxy %s', (_, address, looked, verdict) => {
	expect(judgeProxy(address, looked).verdict).toBe(verdict);
});

test('a proxy that is not trusted is named with its setting', () => {
	const { fix } = judgeProxy(secure, through({ isTrustedPeer: false }));
	expect(fix).toBe('Add 10.0.0.1 to LATCHKEY_TRUSTED_PROXIES');
});

test('settings that are not usable are each said under the check that they concern', () => {
	const [problem, remedy] = ['is of another domain', 'Example: example.org'];
	const settings = ['LATCHKEY_RP_ID', 'LATCHKEY_SIGN_UP'];
	const problems = settings.map((setting) => ({ setting, problem, remedy }));
	expect(judgeSettings({ problems })).toEqual([
		{ check: 'RP ID', verdict: 'wrong', saw: 'LATCHKEY_RP_ID is of another domain', fix: remedy },
		{
			check: 'settings',
			verdict: 'wrong',
			saw: 'LATCHKEY_SIGN_UP is of another domain',
			fix: remedy
		},
		expect.objectContaining({ check: 'all else', verdict: 'skipped' })
	]);
});
