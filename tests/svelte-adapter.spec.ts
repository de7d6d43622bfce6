/** `latchkey/client/svelte` in a page of an application: it shows the session as it is, for as long as it is there. */
import { resolve } from 'node:path';

import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { BrowserContext, Page } from 'playwright/test';
import { build } from 'vite';

import { apiOf, newPerson } from './support/api.ts';
import { expect, test as base } from './support/app.ts';
import type { Shown } from './support/svelte-page/main.ts';

declare const shown: Shown;

/** The page as an application builds it. */
async function bundled(): Promise<string> {
	const built = await build({
		configFile: false,
		logLevel: 'silent',
		plugins: [svelte({ configFile: false })],
		build: {
			write: false,
			lib: { entry: resolve('tests/support/svelte-page/main.ts'), formats: ['es'] },
			rolldownOptions: { external: ['@simplewebauthn/browser'] }
		}
	});
	const [{ output } = { output: [] }] = [built].flat() as { output: { code?: string }[] }[];
	return output[0]?.code ?? '';
}

const test = base.extend<object, { script: string }>({
	script: [async ({}, use) => use(await bundled()), { scope: 'worker', timeout: 120_000 }]
});

/** A tab of the application, on which the page is shown. */
async function tab(
	context: BrowserContext,
	{ app, server, script }: { app: { origin: string }; server: { origin: string }; script: string }
): Promise<Page> {
	const page = await context.newPage();
	await page.goto(app.origin);
	await page.evaluate((service) => void Object.assign(globalThis, { service }), server.origin);
	await page.addScriptTag({ content: script, type: 'module' });
	await page.waitForFunction(() => 'shown' in globalThis);
	await page.evaluate(() => shown.show());
	return page;
}

const status = (page: Page) => page.getByRole('status');
const listeners = (page: Page) => page.evaluate(() => shown.listeners());

test(
	'a page in Svelte follows sign-in and sign-out, also in another tab, until it is taken away',
	{ tag: '@screens' },
	async ({ context, request, app, server, script }) => {
		const person = newPerson();
		await apiOf(request, server).post('/accounts', person);
		const one = await tab(context, { app, server, script });
		await expect(status(one)).toHaveText('signed-out');
		await one.evaluate(({ username, password }) => shown.signIn(username, password), person);
		await expect(status(one)).toHaveText('signed-in, level 1');

		// A tab that is opened later knows it from the first.
		const two = await tab(context, { app, server, script });
		await expect(status(two)).toHaveText('signed-in, level 1');
		expect(await listeners(one)).toBe(1);

		await two.evaluate(() => shown.signOut());
		for (const page of [one, two]) await expect(status(page)).toHaveText('signed-out');

		// Whoever is gone listens no more; whoever comes again sees what is so now.
		await one.evaluate(() => shown.hide());
		await expect(status(one)).toHaveCount(0);
		await expect.poll(() => listeners(one)).toBe(0);
		await two.evaluate(({ username, password }) => shown.signIn(username, password), person);
		await expect(status(two)).toHaveText('signed-in, level 1');
		await one.evaluate(() => shown.show());
		await expect(status(one)).toHaveText('signed-in, level 1');
		expect(await listeners(one)).toBe(1);
	}
);
