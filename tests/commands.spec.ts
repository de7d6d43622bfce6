import { apiOf, newPerson } from './support/api.ts';
import { expect, test } from './support/fixtures.ts';

// Each command is a process of its own.
test.describe.configure({ timeout: 120_000 });

const secretIn = (link: string): string =>
	new URL(link.trim()).searchParams.get('invitation') ?? '';

test('an invitation from the shell makes an account in the running server, once', async ({
	request,
	server
}) => {
	const made = await server.latchkey(['invitations', 'create', '--role', 'admin']);
	expect(made.code, made.notes).toBe(0);
	expect(made.out).toMatch(/^http:\/\/localhost:\d+\/sign-up\?invitation=[\w-]{43}\n$/);

	const api = apiOf(request, server);
	const invitation = secretIn(made.out);
	await api.post('/accounts', { ...newPerson(), invitation });
	const again = await api.send('POST', '/accounts', { ...newPerson(), invitation });
	expect(await again.json()).toMatchObject({ code: 'accounts.invitation_invalid' });
});

test('invitations are listed without their secret, and one that is withdrawn is void', async ({
	request,
	server
}) => {
	const made = await server.latchkey(['invitations', 'create', '--json']);
	const { id, link } = JSON.parse(made.out) as { id: string; link: string };
	const list = () => server.latchkey(['invitations', 'list', '--json']);
	const listed = (await list()).out;
	expect(JSON.parse(listed)).toContainEqual(expect.objectContaining({ id, role: 'member' }));
	expect(listed).not.toContain(secretIn(link));
	expect((await server.latchkey(['invitations', 'list'])).out).toContain(id);

	expect((await server.latchkey(['invitations', 'withdraw', id])).code).toBe(0);
	expect((await list()).out).not.toContain(id);
	expect((await server.latchkey(['invitations', 'withdraw', id])).code).toBe(1);
	const person = { ...newPerson(), invitation: secretIn(link) };
	const refused = await apiOf(request, server).send('POST', '/accounts', person);
	expect(await refused.json()).toMatchObject({ code: 'accounts.invitation_invalid' });
});

test('settings that are not usable are said, and nothing is done', async ({ server }) => {
	const ran = await server.latchkey(['invitations', 'list'], { LATCHKEY_SIGN_UP: 'perhaps' });
	expect(ran).toMatchObject({ code: 1, out: '' });
	expect(ran.notes).toContain('LATCHKEY_SIGN_UP');
});
