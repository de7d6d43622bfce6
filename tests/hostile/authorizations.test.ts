/** What applications ask for by a browser: proofs that are older than was asked or asked for again, made-up levels, and floods. */
import { createHash } from 'node:crypto';

import { describe, expect, test } from 'vitest';

import { openBoth } from './support/both.ts';
import { done, type Browser } from './support/browser.ts';
import { json, type Answer } from './support/http.ts';

const CALLBACK = 'https://shop.example/callback';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const REQUEST = {
	client_id: 'shop',
	response_type: 'code',
	redirect_uri: CALLBACK,
	scope: 'openid',
	state: 'state',
	code_challenge: createHash('sha256').update('v'.repeat(43)).digest('base64url'),
	code_challenge_method: 'S256'
};
const LATCHKEY_CLIENTS = JSON.stringify([
	{ id: 'shop', name: 'Shop', redirectUris: [CALLBACK], consent: 'implied' },
	{ id: 'asking', name: 'Asking', redirectUris: [CALLBACK] }
]);

const worlds = await openBoth({ LATCHKEY_CLIENTS });
const strict = await openBoth({ LATCHKEY_CLIENTS, LATCHKEY_THROTTLE_SCALE: '0.02' });

type Fields = Readonly<Record<string, string>>;

const ask = (browser: Browser, more: Fields): Promise<Answer> =>
	browser.get(`/oauth2/authorize?${new URLSearchParams({ ...REQUEST, ...more })}`);
const push = (browser: Browser, more: Fields = {}): Promise<Answer> =>
	browser.send({
		method: 'POST',
		path: '/oauth2/par',
		headers: FORM,
		body: `${new URLSearchParams({ ...REQUEST, ...more })}`
	});
/** What the application is sent; empty while the browser stays here. */
const answerOf = ({ headers: { location = '' } }: Answer): URLSearchParams =>
	location.startsWith(CALLBACK) ? new URL(location).searchParams : new URLSearchParams();

/** From where an application has sent this browser, or a page of ours leads on, to the next page that asks. */
async function goOn(browser: Browser, from: Answer): Promise<string> {
	let answer = from;
	for (;;) {
		const [, onward] = /http-equiv="refresh" content="0;url=([^"]+)"/.exec(answer.body) ?? [];
		const to = answer.headers.location ?? onward;
		if (to === undefined) return answer.sent.path;
		const { pathname, search } = new URL(to, 'http://localhost');
		if (to.startsWith(CALLBACK) || pathname.startsWith('/verify/')) return to;
		answer = await browser.get(pathname + search, { accept: 'text/html' });
	}
}

/** Whom an application is told of by the code that a browser brings. */
async function toldOf(browser: Browser, address: string): Promise<unknown> {
	const { searchParams } = new URL(address);
	const body = new URLSearchParams({
		grant_type: 'authorization_code',
		client_id: String(searchParams.get('client_id') ?? 'shop'),
		code: searchParams.get('code') ?? '',
		redirect_uri: CALLBACK,
		code_verifier: 'v'.repeat(43)
	});
	const sent = { method: 'POST', path: '/oauth2/token', headers: FORM, body: `${body}` };
	const { id_token: token = '' } = json(await browser.send(sent)) as { id_token?: string };
	return (
		JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { sub: string }
	).sub;
}

const accountOf = async (browser: Browser): Promise<unknown> =>
	((await done(browser.api('GET', '/session'))) as { account: unknown }).account;

describe.each(worlds)('on $stores', ({ world }) => {
	describe('who is another by the time of going on', () => {
		/** Somebody has proven themselves anew, and has not gone on yet. */
		const proven = async (more: Fields = {}) => {
			const person = await world.person();
			await world.server.advance(2000);
			const asked = await ask(person, { prompt: 'login', ...more });
			const proving = new URL(await goOn(person, asked), world.origin);
			const proof = { method: 'passwords', answer: person.password };
			await done(person.api('POST', `/challenges/${proving.pathname.split('/')[2]}/answer`, proof));
			const page = await person.get(proving.searchParams.get('next') ?? '');
			const [, onward = ''] = /content="0;url=([^"]+)"/.exec(page.body) ?? [];
			return { person, onward: new URL(onward).pathname };
		};
		const become = (browser: Browser, other: Browser) => {
			for (const [name, value] of other.cookies) browser.cookies.set(name, value);
		};

		test('is not answered for by who has proven themselves, and goes on as who they are', async () => {
			const { person, onward } = await proven();
			await world.server.advance(2000);
			const other = await world.person();
			become(person, other);
			const again = await person.get(onward);
			expect([again.status, again.headers.location]).toEqual([
				303,
				expect.stringMatching(/^\/authorize\/[\w-]+$/)
			]);
			const answered = await goOn(person, again);
			expect(answered).toContain(`${CALLBACK}?code=`);
			expect(await toldOf(person, answered)).toBe(await accountOf(other));
		});

		test('by an older session, which has to be proven anew', async () => {
			const other = await world.person();
			await world.server.advance(2000);
			const { person, onward } = await proven();
			become(person, other);
			expect(await goOn(person, await person.get(onward))).toMatch(/^\/verify\//);
		});

		test('nobody, who has to sign in', async () => {
			const { person, onward } = await proven();
			await done(person.api('DELETE', '/session'));
			expect(await goOn(person, await person.get(onward))).toMatch(/^\/sign-in\?next=/);
		});

		test('is asked what the one before has allowed', async () => {
			const { person, onward } = await proven({ client_id: 'asking' });
			const consent = await goOn(person, await person.get(onward));
			const page = await person.form(`${consent}?/allow`);
			expect(page.status).toBe(303);
			const shown = await person.get(consent);
			const [, next = ''] = /content="0;url=([^"]+)"/.exec(shown.body) ?? [];
			await world.server.advance(2000);
			become(person, await world.person());
			const asked = await goOn(person, await person.get(new URL(next).pathname));
			expect(asked).toMatch(/^\/authorize\//);
			expect((await person.get(asked)).body).toContain('?/allow');
		});

		test('in another browser there is nothing to go on with', async () => {
			const { onward } = await proven();
			const stranger = await world.person();
			const { status, headers } = await stranger.get(onward);
			expect([status, headers.location]).toEqual([400, undefined]);
		});
	});

	test.each([{ prompt: 'login' }, { max_age: '0' }])(
		'an old session is no new proof where the request was begun without it: %j',
		async (wanted) => {
			const person = await world.person();
			const session = [...person.cookies];
			await world.server.advance(2000);
			person.cookies.clear();
			const { headers } = await ask(person, wanted);
			for (const [name, value] of session) person.cookies.set(name, value);
			const path = new URL(headers.location ?? '', world.origin).pathname;
			const shown = await person.get(path, { accept: 'text/html' });
			expect(shown.status).toBe(303);
			expect(shown.headers.location).toMatch(/^\/verify\//);
		}
	);

	test.each([{ prompt: 'login' }, { prompt: 'login consent' }, { max_age: '0' }])(
		'a password is asked for once, and consent once: %j',
		async (wanted) => {
			const person = await world.person();
			await world.server.advance(2000);
			const asked = await ask(person, { client_id: 'asking', ...wanted });
			const proving = new URL(await goOn(person, asked), world.origin);
			const proof = { method: 'passwords', answer: person.password };
			const challenge = proving.pathname.split('/')[2] ?? '';
			await done(person.api('POST', `/challenges/${challenge}/answer`, proof));
			await world.server.advance(2000);
			const proven = await person.get(proving.searchParams.get('next') ?? '');
			const consent = await goOn(person, proven);
			expect(consent).toMatch(/^\/authorize\//);
			const allowed = await person.form(`${consent}?/allow`);
			expect(await goOn(person, allowed)).toContain(`${CALLBACK}?code=`);
		}
	);

	test.each(['constructor', '__proto__', 'toString', 'valueOf constructor'])(
		'%s is no level that anybody has reached',
		async (acr_values) => {
			const answer = answerOf(await ask(await world.person(), { acr_values, prompt: 'none' }));
			expect(answer.get('code')).toBeNull();
			expect(answer.get('error')).toBe('interaction_required');
		}
	);
});

describe.each(strict)('by a budget of six, on $stores', ({ world }) => {
	test('nobody has more kept than that, by pages or pushed, and who is signed in goes on', async () => {
		const anybody = world.browser();
		const asked = [];
		for (let at = 0; at < 12; at += 1) asked.push(await ask(anybody, {}));
		const kept = asked.filter(({ headers }) => headers.location?.startsWith('/authorize/'));
		expect(kept.length).toBeLessThanOrEqual(6);
		const last = asked.at(-1) as Answer;
		expect(answerOf(last).get('error')).toBe('temporarily_unavailable');

		const pushed = await push(anybody);
		expect(pushed.status).toBe(429);
		expect(json(pushed)).toMatchObject({ error: 'temporarily_unavailable' });
		expect(pushed.headers['retry-after']).toMatch(/^\d+$/);

		expect(answerOf(await ask(world.victim, {})).get('code')).not.toBeNull();
	});
});
