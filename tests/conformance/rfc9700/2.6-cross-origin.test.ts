/** RFC 9700 §2.6: scripts of named pages may call the token endpoint; nobody's script calls where people are asked. */
import { expect, inject, test } from 'vitest';

import { relyingParty } from '../support/relying-party.ts';

const headersOf = async (path: string, origin: string, method = 'POST') => {
	const { headers } = await fetch(`${inject('issuer')}${path}`, {
		method: 'OPTIONS',
		headers: { origin, 'access-control-request-method': method }
	});
	return headers.get('access-control-allow-origin');
};

test('the page of an application may exchange its code, and a stranger may not', async () => {
	expect(await headersOf('/oauth2/token', 'https://rp.example')).toBe('https://rp.example');
	expect(await headersOf('/oauth2/token', 'https://thief.example')).toBeNull();
});

test('the authorization endpoint is open to no script', async () => {
	const { url } = await (await relyingParty()).request();
	const path = url.pathname + url.search;
	expect(await headersOf(path, 'https://rp.example', 'GET')).toBeNull();
	const { headers } = await fetch(url, {
		headers: { origin: 'https://rp.example' },
		redirect: 'manual'
	});
	expect(headers.get('access-control-allow-origin')).toBeNull();
});
