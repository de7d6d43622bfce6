/** Sites behind a proxy, and what that asks of a built server; and browsers on their way in. */
import { expect } from 'vitest';

import type { StoresName } from '../../support/stores.ts';
import type { Browser } from './browser.ts';
import { json, type Answer, type Headers } from './http.ts';
import { openWorld, type World } from './world.ts';

export const SITE = 'http://notes.localhost:8080';
export const OTHER = 'http://other.localhost:8080';
export const PASS = 'latchkey-pass';
export const IDENTITY = [
	'remote-user',
	'remote-name',
	'remote-email',
	'remote-groups',
	'remote-aal'
];

const rules = [
	{ path: '/', for: 'accounts' },
	{ path: '/open', for: 'everybody' },
	{ path: '/admin', for: ['admins'] },
	{ path: '/vault', for: 'accounts', aal: 2 }
];
const environment = {
	LATCHKEY_TRUSTED_PROXIES: '127.0.0.1',
	LATCHKEY_FORWARD_AUTH: JSON.stringify([
		{ origin: SITE, rules },
		{ origin: OTHER, rules: [{ path: '/', for: 'accounts' }] }
	])
};

/** What a proxy says of a request to a site. */
export const at = (origin: string): Headers => {
	const { protocol, host } = new URL(origin);
	return { 'x-forwarded-proto': protocol.slice(0, -1), 'x-forwarded-host': host };
};

export const locationOf = ({ headers }: Answer): URL => new URL(headers.location ?? '');

/** Who gets nothing: not told who it is, and given no cookie. */
export const refusedFor =
	(status: number, code?: string) =>
	(answer: Answer): void => {
		expect(answer.status, answer.body).toBe(status);
		if (code) expect(json(answer)).toMatchObject({ code });
		expect(IDENTITY.filter((name) => answer.headers[name])).toEqual([]);
		expect(answer.cookies).toEqual([]);
	};

export interface SitesWorld extends World {
	/** What a proxy asks about a request of somebody who holds `pass`. */
	ask(pass: string, own?: Readonly<Record<string, string>>, to?: number): Promise<Answer>;
	/** A browser's way from the site, as far as the code, and what it keeps there. */
	begin(who: Browser): Promise<{ readonly code: string; readonly kept: string }>;
	enter(
		code: string,
		cookie: string | undefined,
		where?: { origin?: string; to?: number | undefined }
	): Promise<Answer>;
	passOf(who: Browser): Promise<string>;
}

export async function openSites(stores: StoresName): Promise<SitesWorld> {
	const world = await openWorld({ stores, environment });
	const { browser } = world;

	const sites: SitesWorld = {
		...world,
		ask: (pass, { origin = SITE, path = '/', ...own } = {}, to) =>
			browser().send(
				{
					path: '/forward-auth',
					headers: {
						...at(origin),
						'x-forwarded-uri': path,
						'x-forwarded-method': 'GET',
						accept: 'application/json',
						cookie: `${PASS}=${pass}`,
						...own
					}
				},
				to
			),
		async begin(who) {
			const begun = await who.get('/.latchkey/sign-in?to=/', at(SITE));
			const { pathname, search } = locationOf(begun);
			const code = locationOf(await who.get(pathname + search)).searchParams.get('code') ?? '';
			return { code, kept: begun.cookies[0]?.split(';')[0] ?? '' };
		},
		enter: (code, cookie, { origin = SITE, to } = {}) =>
			browser().send(
				{ path: `/.latchkey/enter?code=${code}`, headers: { ...at(origin), cookie } },
				to
			),
		async passOf(who) {
			const { code, kept } = await sites.begin(who);
			const [given = ''] = (await sites.enter(code, kept)).cookies;
			return given.slice(PASS.length + 1).split(';')[0] ?? '';
		}
	};
	return sites;
}
