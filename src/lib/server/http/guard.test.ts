import { describe, expect, test } from 'vitest';

import {
	attempt,
	caller,
	member,
	passkeyMember,
	PASSWORD,
	signedIn,
	totpMember
} from '../people.fixture.ts';
import { MINUTE, openService, refusal, restarted, type Service } from '../testing.fixture.ts';
import { cookieStore, redirection, requestOf, type Browser } from './event.fixture.ts';
import {
	accountOf,
	attemptOf,
	freshOrStepUp,
	guardRoute,
	requireAdmin,
	requireFresh,
	requireSession
} from './guard.ts';

async function administrator() {
	const service = await openService({ signUp: 'closed' });
	const invitation = await service.invitations.offerFirstAdministrator();
	const who = { username: 'boss', email: 'boss@example.org', password: PASSWORD };
	const given = { ...who, ...(invitation && { invitation }) };
	const { issued } = await service.signUp.withPassword(given, attempt());
	return { service: restarted(service, { signUp: 'open' }), boss: issued };
}

function browserOf({ app }: Service, issued?: Parameters<Service['cookies']['setSession']>[1]) {
	const browser: Browser = cookieStore();
	if (issued) app.cookies.setSession(browser.cookies, issued);
	return browser;
}

const ROUTES = ['/(account)', '/(account)/security/factors/[id]', '/(admin)/admin'];

describe('a route of the account', () => {
	test.each(ROUTES)('%s sends a browser without a session to sign in, and back', async (route) => {
		const service = await openService();
		const path = '/security/factors/x';
		const event = await requestOf(service, browserOf(service), { method: 'GET', path, route });
		expect(await redirection(guardRoute(event))).toBe('/sign-in?next=%2Fsecurity%2Ffactors%2Fx');
	});

	test.each(['/(account)', '/(account)/sessions'])('%s lets a session in', async (route) => {
		const service = await openService();
		const browser = browserOf(service, await member(service));
		const event = await requestOf(service, browser, { method: 'GET', route });
		expect(await redirection(guardRoute(event))).toBeUndefined();
	});

	test('is known by its id, whatever the path looks like', async () => {
		const service = await openService();
		for (const path of ['/Security', '//security', '/security/__data.json', '/%73ecurity', '/x']) {
			const made = { method: 'GET', path: path.replace('//', '/'), route: '/(account)/security' };
			const event = await requestOf(service, browserOf(service), made);
			expect(await redirection(guardRoute(event))).toContain('/sign-in?next=');
		}
	});

	test.each(['/(door)/sign-in', '/sign-out', '/api/v1/session', '/(door)/(account)', ''])(
		'is not %j, which anybody reaches',
		async (route) => {
			const service = await openService();
			const event = await requestOf(service, browserOf(service), { method: 'GET', route });
			expect(await redirection(guardRoute(event))).toBeUndefined();
		}
	);

	test('is not reached by a token that has ended or never was', async () => {
		const service = await openService();
		const ada = await member(service);
		await service.sessions.end(ada.account, ada.session.id);
		for (const token of [ada.token, 'x', '']) {
			const browser = cookieStore({ '__Host-latchkey': token });
			const event = await requestOf(service, browser, { method: 'GET', route: '/(account)' });
			const to = await redirection(guardRoute(event));
			expect(to).toBe(token ? '/sign-in?next=%2F&ended' : '/sign-in?next=%2F');
		}
	});
});

describe('a route of the administrator', () => {
	test('is forbidden to members', async () => {
		const service = await openService();
		const browser = browserOf(service, await member(service));
		const event = await requestOf(service, browser, { method: 'GET', route: '/(admin)/admin' });
		expect(await refusal(guardRoute(event))).toBe('access.admin_only');
		expect(await refusal(requireAdmin(event))).toBe('access.admin_only');
	});

	test('that is refused is on record, once for each session', async () => {
		const service = await openService();
		const ada = await member(service);
		const other = await signedIn(service);
		for (const issued of [ada, ada, other]) {
			const browser = browserOf(service, issued);
			for (const route of ['/(admin)/admin', '/(admin)/admin/accounts/[id]'])
				await refusal(guardRoute(await requestOf(service, browser, { method: 'GET', route })));
		}
		const events = await service.events(ada.account);
		expect(events.filter(({ code }) => code === 'access.refused')).toMatchObject([
			{ session: ada.session.id, ...caller },
			{ session: other.session.id, ...caller }
		]);
	});

	test('is open to administrators, until they are disabled', async () => {
		const { service, boss } = await administrator();
		const browser = browserOf(service, boss);
		const event = await requestOf(service, browser, { method: 'GET', route: '/(admin)/admin' });
		await guardRoute(event);
		await service.disable(boss.session.account);
		expect(await refusal(guardRoute(event))).toBe('sessions.required');
	});
});

test('nobody is signed in without a session', async () => {
	const service = await openService();
	const event = await requestOf(service, browserOf(service));
	expect(await refusal(Promise.resolve().then(() => requireSession(event)))).toBe(
		'sessions.required'
	);
	expect(await refusal(accountOf(event))).toBe('sessions.required');
	expect(await refusal(requireFresh(event, 'change-factors'))).toBe('sessions.required');
});

test('a disabled account is nobody', async () => {
	const service = await openService();
	const ada = await member(service);
	const event = await requestOf(service, browserOf(service, ada));
	expect(await accountOf(event)).toMatchObject({ id: ada.account });
	await service.disable(ada.account);
	expect(await refusal(accountOf(event))).toBe('sessions.required');
});

test('a browser keeps its attempt, and another has another', async () => {
	const service = await openService();
	const [one, two] = [browserOf(service), browserOf(service)];
	const holderOf = async (browser: Browser) => attemptOf(await requestOf(service, browser)).holder;
	expect(await holderOf(one)).toBe(await holderOf(one));
	expect(await holderOf(one)).not.toBe(await holderOf(two));
});

describe('a page that needs a fresh proof', () => {
	test('is shown with one, and gives what its verbs need', async () => {
		const service = await openService();
		const ada = await passkeyMember(service);
		const event = await requestOf(service, browserOf(service, ada), { path: '/security' });
		const by = await freshOrStepUp(event, 'change-factors');
		expect(by).toMatchObject({ session: { id: ada.session.id }, token: ada.token });
	});

	test('sends an aged one to step up, and back with its query', async () => {
		const service = await openService();
		const ada = await totpMember(service);
		service.clock.advance(10 * MINUTE);
		const path = '/security/authenticator-apps?enrolment=enr_1';
		const event = await requestOf(service, browserOf(service, ada), { path });
		const to = new URL(
			(await redirection(freshOrStepUp(event, 'change-factors'))) ?? '',
			event.url
		);
		expect(to.searchParams.get('next')).toBe(path);
		const id = to.pathname.replace('/verify/', '') as never;
		const challenge = await service.challenges.get({ id, holder: ada.session.id });
		expect(challenge.purpose).toBe('step-up');
	});

	test('is refused to programs with the same challenge', async () => {
		const service = await openService();
		const ada = await totpMember(service);
		service.clock.advance(10 * MINUTE);
		const event = await requestOf(service, browserOf(service, ada));
		expect(await refusal(requireFresh(event, 'change-factors'))).toBe('step-up-required');
	});

	test('sends nobody anywhere but here afterwards', async () => {
		const service = await openService();
		const ada = await totpMember(service);
		service.clock.advance(10 * MINUTE);
		const event = await requestOf(service, browserOf(service, ada));
		for (const next of ['//evil.example', 'https://evil.example', '/\\evil.example']) {
			const to = await redirection(freshOrStepUp(event, 'change-factors', next));
			expect(to).toMatch(/\?next=%2F$/);
		}
	});
});
