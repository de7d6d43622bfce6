import { describe, expect, test } from 'vitest';

import {
	beforeEnding,
	beforeSession,
	enter,
	rememberedMember
} from '../remembered-browsers/remembered.fixture.ts';
import { openService, refusal } from '../testing.fixture.ts';
import { endOtherSessions } from './end-sessions.ts';
import { cookieStore, requestOf } from './event.fixture.ts';

const REMEMBERED = '__Host-latchkey-remembered';

/** Somebody signed in to a browser that is remembered, of which somebody else has a copy. */
async function copied() {
	const service = await openService();
	const ada = await rememberedMember(service);
	const browser = cookieStore({ [REMEMBERED]: ada.jar.rememberedBrowser ?? '' });
	service.cookies.setSession(browser.cookies, ada);
	const event = await requestOf(service, browser);
	const ownJar = () => ({ ...ada.jar, rememberedBrowser: browser.values.get(REMEMBERED) });
	return { service, ada, event, ownJar, thief: { ...ada.jar, by: 'thief' } };
}

describe('ending all other sessions', () => {
	test('shuts out who has a copy of this browser, which stays remembered', async () => {
		const { service, ada, event, ownJar, thief } = await copied();
		const [before] = await service.rememberedBrowsers.list(ada.account);
		await endOtherSessions(event);
		expect((await enter(service, thief)).status).toBe('challenge');
		const [after, ...others] = await service.rememberedBrowsers.list(ada.account);
		expect(others).toEqual([]);
		expect(after).toMatchObject({ since: before?.since, endsAt: before?.endsAt });
		expect((await enter(service, ownJar())).status).toBe('signed-in');
		expect(await service.codesOf(ada.account)).not.toContain('remembered_browsers.forgotten');
	});

	test('forgets a browser that shows a secret it was never given', async () => {
		const { service, ada, event } = await copied();
		const token = event.cookies.get(REMEMBERED) ?? '';
		const other = token.replace(/.$/, (last) => (last === 'A' ? 'E' : 'A'));
		event.cookies.set(REMEMBERED, other, { path: '/' });
		await endOtherSessions(event);
		expect(await service.rememberedBrowsers.list(ada.account)).toEqual([]);
	});

	test('lets nobody in by a remembered browser before the sessions end', async () => {
		const { service, event, thief } = await copied();
		const statuses: string[] = [];
		beforeEnding(service, async () => void statuses.push((await enter(service, thief)).status));
		await endOtherSessions(event);
		expect(statuses).toEqual(['challenge']);
	});

	test('refuses a sign-in by a copy that was under way, and is saved only afterwards', async () => {
		const { service, ada, event, thief } = await copied();
		beforeSession(service, () => endOtherSessions(event));
		expect(await refusal(enter(service, thief))).toBe('sign_in.not_accepted');
		expect((await service.sessions.list(ada.account)).map(({ id }) => id)).toEqual([
			ada.session.id
		]);
	});
});
