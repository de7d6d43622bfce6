/** A recovery that an administrator begins for somebody, and stops: from the page to the mailbox. */
import { expectAccessible } from './support/accessibility.ts';
import { apiOf, newPerson } from './support/api.ts';
import { invitationOfAdministrator } from './support/invitation.ts';
import { codeIn, expect, test } from './support/mail.ts';

const WAIT_MS = 72 * 60 * 60_000;
const NEXT = 'nine copper kettles hum at noon';

test.afterEach(({ server }) => server.restart());
test.describe.configure({ timeout: 120_000 });

test('an administrator begins a recovery, stops it, and begins it again; only its owner finishes it', async ({
	browser,
	baseURL,
	page,
	request,
	server,
	mail
}) => {
	const invitation = await invitationOfAdministrator(server);
	const boss = newPerson();
	await apiOf(page.request, server).post('/accounts', { ...boss, invitation });
	const api = apiOf(request, server);
	const person = newPerson();
	await api.post('/accounts', person);
	const { id } = await api.post<{ id: string }>('/email');
	const [letter] = await mail.to(person.email, 1);
	await api.post(`/email/${id}/answer`, { answer: codeIn(letter) });
	const { account } = (await (await api.get('/session')).json()) as { account: string };

	const act = async (name: string, confirm: string, told: string) => {
		await page.goto(`/admin/accounts/${account}`);
		await page.getByRole('link', { name }).click();
		await page.getByRole('dialog').getByRole('button', { name: confirm }).click();
		await expect(page.getByRole('status').filter({ hasText: told })).toBeVisible();
	};
	await act('Begin a way back in', 'Begin it', 'is told by mail how to get back in');
	expect((await mail.to(person.email, 2)).at(-1)?.text).toContain('have begun');
	await expectAccessible(page);

	const context = await browser.newContext({ baseURL: baseURL ?? '' });
	const own = await context.newPage();
	const prove = async (mails: number) => {
		await own.goto('/recover/email');
		await own.getByLabel('Username or e-mail').fill(person.username);
		await own.getByRole('button', { name: 'Send code' }).click();
		await expect(own).toHaveURL(/\/recover\/email\/eml_/);
		await own.getByLabel('Code').fill(codeIn((await mail.to(person.email, mails)).at(-1)));
		await expect(own).toHaveURL(/\/recover\/mailbox\//);
	};
	await prove(3);
	await own.getByRole('button', { name: 'Go on in this browser' }).click();
	await expect(own.getByRole('heading', { name: 'Your account is not open yet' })).toBeVisible();

	await act('Stop the way back in', 'Stop it', 'Nothing waits for the account of');
	expect((await mail.to(person.email, 4)).at(-1)?.subject).toBe(
		'The way back into your Latchkey account is closed'
	);
	await own.reload();
	await expect(own.getByRole('heading', { name: 'Nothing waits here' })).toBeVisible();
	expect((await api.get('/session')).status()).toBe(200);
	const none = await apiOf(page.request, server).send(
		'DELETE',
		`/admin/accounts/${account}/recovery`
	);
	expect(((await none.json()) as { code: string }).code).toBe('administration.no_recovery');

	const ran = await server.latchkey(['accounts', 'recover', person.username]);
	expect(ran.code, ran.notes).toBe(0);
	await mail.to(person.email, 5);
	const stopped = await server.latchkey(['accounts', 'stop-recovery', person.username]);
	expect(stopped.code, stopped.notes).toBe(0);
	await mail.to(person.email, 6);

	await act('Begin a way back in', 'Begin it', 'is told by mail how to get back in');
	await mail.to(person.email, 7);
	await prove(8);
	await own.getByRole('button', { name: 'Go on in this browser' }).click();
	await server.advance(WAIT_MS);
	await mail.to(person.email, 9);
	await own.reload();
	await own.getByRole('button', { name: 'Send code' }).click();
	await expect(own).toHaveURL(/\/recover\/email\/eml_/);
	await own.getByLabel('Code').fill(codeIn((await mail.to(person.email, 10)).at(-1)));
	await expect(own).toHaveURL(/\/recover\/mailbox\//);
	await own.getByLabel('New password', { exact: true }).fill(NEXT);
	await own.getByRole('button', { name: 'Save and sign in' }).click();
	await expect(own).toHaveURL(/\/security/);
	await context.close();
});
