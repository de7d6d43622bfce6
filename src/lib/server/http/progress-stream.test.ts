import { expect, onTestFinished, test } from 'vitest';

import { shown } from '../phone-sign-in/people.fixture.ts';
import { caller, member } from '../people.fixture.ts';
import { phoneMember } from '../phones/people.fixture.ts';
import { openService, type Service } from '../testing.fixture.ts';
import { carriedCookies, KEPT_HEADER } from './carried.ts';
import { cookieStore, requestOf, type Browser } from './event.fixture.ts';
import { attemptOf } from './guard.ts';
import { phoneSignInProgress } from './phone-sign-in.ts';
import { streamEndpoint } from './progress-stream.ts';

const events = streamEndpoint({}, () => async () => 'waiting');

/** Opens a stream, which ends with the test at the latest. */
async function opened(
	service: Service,
	browser: Browser,
	{ path = '/challenges/one/events', address = caller.address } = {}
) {
	const event = await requestOf(service, browser, { method: 'GET', path });
	Object.assign(event.locals, { caller: { ...caller, address } });
	const response = await events(event);
	const leave = async () => void (await response.body?.cancel());
	onTestFinished(leave);
	return { status: response.status, leave };
}

test('asking how far a sign-in is draws no picture, however often', async () => {
	const service = await openService();
	await phoneMember(service);
	const browser = cookieStore();
	const event = await requestOf(service, browser, { method: 'GET', path: '/events?stage=shown' });
	const { id } = await service.phoneSignIn.begin('brief', attemptOf(event));
	const before = service.drawn.length;
	const look = phoneSignInProgress(event, id);
	for (let at = 0; at < 9; at += 1) expect(await look()).toBe('waiting');
	expect(service.drawn.length).toBe(before);
	await shown(service);
	expect(service.drawn.length).toBe(before + 1);
});

test('one browser has few streams for one thing, and takes nobody else’s room', async () => {
	const service = await openService();
	const browser = cookieStore();
	const streams = [];
	for (let at = 0; at < 5; at += 1) streams.push(await opened(service, browser));
	expect(streams.map(({ status }) => status)).toEqual([200, 200, 200, 204, 204]);
	expect((await opened(service, browser, { path: '/challenges/two/events' })).status).toBe(200);
	expect((await opened(service, cookieStore())).status).toBe(200);
	await streams[0]?.leave();
	expect((await opened(service, browser)).status).toBe(200);
});

test('an address has its share of the streams, however many browsers and things', async () => {
	const service = await openService();
	const from = (host: number) => ({ address: `2001:db8::${host.toString(16)}` });
	const all = [];
	for (let at = 0; at < 101; at += 1) all.push(await opened(service, cookieStore(), from(at)));
	expect(all.map(({ status }) => status)).toEqual([...Array.from({ length: 100 }, () => 200), 204]);
	const elsewhere = { address: '2001:db8:0:1::1' };
	expect((await opened(service, cookieStore(), elsewhere)).status).toBe(200);
	await all[0]?.leave();
	expect((await opened(service, cookieStore(), from(7))).status).toBe(200);
});

test('a stream tells no more once the session that opened it is over', async () => {
	const service = await openService();
	const { account } = await member(service);
	const browser = cookieStore();
	const { sessions, cookies } = service.app;
	const issued = await sessions.issue({ account, proofs: [], lifetime: 'brief', caller });
	cookies.setSession(browser.cookies, issued);
	const stream = streamEndpoint({}, () => {
		let looks = 0;
		return async () => {
			looks += 1;
			// The first is before there is a stream.
			if (looks === 2) await sessions.endAny({ account, id: issued.session.id });
			return looks > 2 ? 'answered' : 'waiting';
		};
	});
	const response = await stream(await requestOf(service, browser, { method: 'GET' }));
	const text = await response.text();
	expect(text.match(/^event: .*/gm)).toEqual(['event: waiting', 'event: moved']);
});

test('a client that has no cookies is told by what it carries', async () => {
	const service = await openService();
	const kept = carriedCookies(null);
	const path = '/events?stage=claimed';
	const event = await requestOf(service, cookieStore(), { method: 'GET', path });
	const { id } = await service.phoneSignIn.begin('brief', attemptOf({ ...event, cookies: kept }));
	const client = { id: 'app', name: 'App', origins: [], audience: 'app', mustProveKey: false };
	Object.assign(event.locals, { client });
	const request = new Request(event.url, { headers: { [KEPT_HEADER]: kept.text() } });
	const stream = streamEndpoint({}, (by) => phoneSignInProgress(by, id));
	const response = await stream({ ...event, request });
	const text = await response.text();
	expect(text.match(/^event: .*/gm)).toEqual(['event: waiting', 'event: answered']);
});
