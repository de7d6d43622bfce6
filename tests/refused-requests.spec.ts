/** What an application asks in vain: the page that somebody sees of it, and the line that its operator finds. */
import type { Page, Response } from 'playwright/test';

import { expectAccessible } from './support/accessibility.ts';
import { beginSignIn, discover, expect, test, type Discovered } from './support/relying-party.ts';

interface Server extends Discovered {
	readonly logs: () => string;
}

interface Place {
	readonly page: Page;
	readonly server: Server;
	readonly application: { readonly callback: string };
}

/** Where the browser comes to that the application has sent here, and what is logged of it. */
async function sendHere(
	{ page, server, application }: Place,
	own: Readonly<Record<string, string>>
) {
	const from = server.logs().length;
	const { url } = await beginSignIn(await discover(server, 'shop'), application, own);
	const answer = (await page.goto(url)) as Response;
	expect(new URL(page.url()).origin).toBe(server.origin);
	const requestId = (await answer.allHeaders())['x-request-id'];
	const lines = () =>
		server
			.logs()
			.slice(from)
			.split('\n')
			.filter((line) => line.startsWith('{'))
			.map((line) => JSON.parse(line) as Record<string, unknown>)
			.filter((line) => line['event'] === 'openid.refused');
	await expect.poll(() => lines().length).toBe(1);
	return { status: answer.status(), requestId, line: lines()[0] };
}

const asked = (page: Page) => page.getByRole('main');

test('an application that nobody has registered is named so, on the page and in the log', async ({
	page,
	server,
	application
}) => {
	const { status, requestId, line } = await sendHere(
		{ page, server, application },
		{ client_id: 'shopp' }
	);
	expect(status).toBe(400);
	await expect(asked(page)).toContainText('is not known to us');
	await expect(asked(page)).toContainText('client_id');
	await expect(asked(page)).toContainText(requestId ?? 'no number');
	await expectAccessible(page);
	expect(line).toMatchObject({
		level: 'info',
		requestId,
		route: '/oauth2/authorize',
		reason: 'unknown_client',
		client: 'shopp'
	});
});

test('an address that nobody has registered is told from it, and nobody is sent there', async ({
	page,
	server,
	application
}) => {
	const { requestId, line } = await sendHere(
		{ page, server, application },
		{ redirect_uri: `${application.callback}/` }
	);
	await expect(asked(page)).toContainText('letter by letter');
	await expect(asked(page)).toContainText(requestId ?? 'no number');
	await expect(asked(page)).not.toContainText(application.callback);
	await expect(asked(page).getByRole('link')).toHaveAttribute('href', '/');
	await expectAccessible(page);
	expect(line).toMatchObject({ reason: 'unregistered_redirect_uri', client: 'shop' });
});

test.describe('in German', () => {
	test.use({ locale: 'de-CH' });

	test('both are told', async ({ page, server, application }) => {
		const place = { page, server, application };
		await sendHere(place, { client_id: 'shopp' });
		await expect(asked(page)).toContainText('Wir kennen die Anwendung nicht');
		await sendHere(place, { redirect_uri: 'https://thief.example/' });
		await expect(asked(page)).toContainText('Buchstabe für Buchstabe');
	});
});

for (const [given, written] of [
	['<b>shop</b>\n{"event":"x"}', '?b?shop??b????event???x??'],
	['A-secret-of-forty-three-characters-in-base6', undefined],
	['x'.repeat(5000), undefined]
] as const)
	test(`what is no name of an application fills no log: ${given.slice(0, 12).trim()}`, async ({
		page,
		server,
		application
	}) => {
		const { line } = await sendHere({ page, server, application }, { client_id: given });
		expect(line).toMatchObject({ reason: 'unknown_client' });
		expect(line?.['client']).toBe(written);
		await expect(asked(page)).not.toContainText(given.slice(0, 12).trim());
	});

test('what is answered at the application is logged as well, but for what is no mistake', async ({
	page,
	server,
	application
}) => {
	const from = server.logs().length;
	const config = await discover(server, 'shop');
	const open = async (own: Readonly<Record<string, string>>) => {
		const { url } = await beginSignIn(config, application, own);
		await page.goto(url);
		expect(page.url()).toContain(application.callback);
	};
	await open({ prompt: 'none' });
	await open({ code_challenge_method: 'plain' });
	const reasons = () =>
		[
			...server
				.logs()
				.slice(from)
				.matchAll(/"event":"openid.refused".*"reason":"(\w+)"/g)
		].map(([, reason]) => reason);
	await expect.poll(reasons).toEqual(['invalid_request']);
});
