import { expect, onTestFinished, test } from 'vitest';

import { shown } from '../phone-sign-in/people.fixture.ts';
import { phoneMember } from '../phones/people.fixture.ts';
import { openService, type Service } from '../testing.fixture.ts';
import { carriedCookies, KEPT_HEADER } from './carried.ts';
import { cookieStore, requestOf, type Browser } from './event.fixture.ts';
import { attemptOf } from './guard.ts';
import { phoneSignInProgress } from './phone-sign-in.ts';
import { streamEndpoint } from './progress-stream.ts';

const events = streamEndpoint({}, () => async () => 'waiting');

/** Opens a stream, which ends with the test at the latest. */
async function opened(service: Service, browser: Browser, path = '/challenges/one/events') {
	const response = await events(await requestOf(service, browser, { method: 'GET', path }));
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
	expect((await opened(service, browser, '/challenges/two/events')).status).toBe(200);
	expect((await opened(service, cookieStore())).status).toBe(200);
	await streams[0]?.leave();
	expect((await opened(service, browser)).status).toBe(200);
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
