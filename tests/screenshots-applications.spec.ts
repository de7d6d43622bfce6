/** Draws the README's pictures of what applications may do, as `screenshots.spec.ts` does the others. */
import { apiOf, PASSWORD } from './support/api.ts';
import { draw } from './support/draw.ts';
import { hydrated } from './support/fixtures.ts';
import { linkPhone, newPhone } from './support/phone.ts';
import { beginSignIn, discover, expect, test } from './support/relying-party.ts';

const nora = { username: 'nora', email: 'nora@example.org', displayName: 'Nora Field' };

test(
	'consent and the page of applications can be drawn',
	{ tag: '@screens' },
	async ({ page, browser, application, server }) => {
		test.setTimeout(120_000);
		await apiOf(page.request, server).post('/accounts', { ...nora, password: PASSWORD });
		const phone = await newPhone(browser, server);
		await linkPhone(page, phone, 'Nora’s phone');
		for (const name of ['Travel agency', 'Corner shop']) {
			const ran = await server.latchkey(['applications', 'add', name, '--json']);
			const { key } = JSON.parse(ran.out) as { key: string };
			await page.request.post('/api/v1/approvals', {
				headers: { authorization: `Bearer ${key}` },
				data: { account: nora.username, text: 'Pay 12.50 € to Café Müller?' }
			});
			await phone.open();
			await phone.page.getByRole('button', { name: 'Decline' }).click();
			await expect(phone.page.getByRole('heading', { name: 'Declined' })).toBeVisible();
		}
		await phone.context.close();
		const { url } = await beginSignIn(await discover(server, 'shop'), application);
		await page.goto(url);
		const allow = page.getByRole('button', { name: 'Allow', exact: true });
		await expect(allow).toBeVisible();
		await draw(page, 'consent');
		await allow.click();
		await page.waitForURL(`${application.callback}**`);
		await page.goto('/applications');
		await hydrated(page);
		await page.getByRole('button', { name: 'Turn off what Travel agency asks' }).click();
		await expect(page.getByRole('status').first()).toContainText('Travel agency asks you nothing');
		await page.goto('/applications');
		await draw(page, 'applications');
	}
);
