import { apiOf, enrolApp, newPerson } from './support/api.ts';
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

test('an account is found and shown without a secret, and what is done to it is done at once', async ({
	playwright,
	request,
	server
}) => {
	const person = newPerson();
	const { username: identifier, password, email } = person;
	const api = apiOf(request, server);
	await api.post('/accounts', person);
	const { secret } = await enrolApp(api, server.now());
	const signIn = async () => {
		const context = await playwright.request.newContext();
		const given = { identifier, password };
		const response = await apiOf(context, server).send('POST', '/sign-in/password', given);
		await context.dispose();
		return response.status();
	};
	const run = async (...words: string[]) => {
		const ran = await server.latchkey(words);
		expect(ran.code, `${words.join(' ')}: ${ran.notes}`).toBe(0);
		return ran;
	};
	const isSignedIn = async () => (await api.get('/session')).ok();

	const listed = (await run('accounts', 'list', '--search', identifier, '--json')).out;
	const found = JSON.parse(listed) as { id: string }[];
	expect(found).toEqual([expect.objectContaining({ username: identifier, status: 'active' })]);
	const shown = (await run('accounts', 'show', identifier, '--json')).out;
	const account = JSON.parse(shown) as { factors: unknown };
	expect(account).toMatchObject({ email, isEmailProven: false, sessions: 1 });
	expect(account.factors).toContainEqual(expect.objectContaining({ method: 'totp' }));
	const inWords = (await run('accounts', 'show', found[0]?.id ?? '')).out;
	expect(inWords).toMatch(/^ {2}passwords +since \d{4}-\d\d-\d\dT\S+$/m);
	for (const text of [shown, inWords]) {
		expect(text).toContain(email);
		expect(text).not.toMatch(/argon2|Hash|userHandle/);
		expect(text).not.toContain(secret);
	}

	const added = ['--add', 'writers', '--add', 'admins', '--add', 'staff'];
	expect((await run('accounts', 'groups', identifier, ...added)).out).toBe(
		'admins\nstaff\nwriters\n'
	);
	const left = await run('accounts', 'groups', identifier, '--remove', 'staff', '--json');
	expect(JSON.parse(left.out)).toEqual(['admins', 'writers']);
	expect((await run('accounts', 'groups', identifier)).out).toBe('admins\nwriters\n');
	expect((await run('accounts', 'show', identifier)).out).toMatch(/^ *groups +admins, writers$/m);
	const refused = await server.latchkey(['accounts', 'groups', identifier, '--add', 'No Name']);
	expect(refused).toMatchObject({ code: 1, out: '' });

	expect(await isSignedIn()).toBe(true);
	await run('accounts', 'disable', identifier);
	expect(await isSignedIn()).toBe(false);
	expect(await signIn()).toBe(401);
	expect((await run('accounts', 'show', identifier)).out).toContain('disabled');
	await run('accounts', 'enable', identifier);
	expect(await signIn()).toBe(200);
	expect((await run('accounts', 'unlock', identifier)).notes).toContain('all guesses');
	expect((await run('accounts', 'end-sessions', identifier)).notes).toContain('0 sessions');
	await run('accounts', 'demand-password', identifier);
	expect((await run('accounts', 'show', identifier)).out).toContain('another password');

	for (const verb of [
		'show',
		'groups',
		'disable',
		'enable',
		'unlock',
		'end-sessions',
		'demand-password'
	]) {
		const ran = await server.latchkey(['accounts', verb, 'nobody-at-all']);
		expect(ran).toMatchObject({ code: 1, out: '' });
		expect(ran.notes).toContain('accounts list');
	}
});

test('accounts are listed page by page', async ({ request, server }) => {
	const api = apiOf(request, server);
	for (let at = 0; at < 3; at += 1) await api.post('/accounts', newPerson());
	const page = async (...words: string[]) => {
		const ran = await server.latchkey(['accounts', 'list', '--limit', '2', '--json', ...words]);
		return { ...ran, ids: (JSON.parse(ran.out) as { id: string }[]).map(({ id }) => id) };
	};
	const first = await page();
	const [, last = ''] = first.ids;
	expect(first.notes).toContain(`--before ${last}`);
	const second = await page('--before', last);
	expect(second.ids.length).toBeGreaterThan(0);
	expect(second.ids).not.toContain(last);
	expect((await server.latchkey(['accounts', 'list', '--limit', '2'])).out).toContain(last);
});

test('what the operator does is on record as the shell’s, and people see that it was done', async ({
	request,
	server
}) => {
	const person = newPerson();
	const api = apiOf(request, server);
	await api.post('/accounts', person);
	const ran = await server.latchkey(['accounts', 'end-sessions', person.username]);
	const code = 'sessions.ended_by_administrator';
	const [line = ''] = ran.notes.split('\n');
	expect(JSON.parse(line)).toMatchObject({ event: 'security', code, address: 'shell' });
	const { username: identifier, password } = person;
	await api.post('/sign-in/password', { identifier, password });
	const events: unknown = await (await api.get('/activity')).json();
	expect(events).toContainEqual(expect.objectContaining({ code }));
});

test('everybody is signed out, once that is confirmed', async ({ request, server }) => {
	const api = apiOf(request, server);
	await api.post('/accounts', newPerson());
	const unconfirmed = await server.latchkey(['sessions', 'end-everybody']);
	expect(unconfirmed.code).toBe(1);
	expect(unconfirmed.notes).toContain('--yes');
	expect((await api.get('/session')).ok()).toBe(true);
	const ran = await server.latchkey(['sessions', 'end-everybody', '--yes']);
	expect(ran.code, ran.notes).toBe(0);
	expect((await api.get('/session')).status()).toBe(401);
});

test('settings that are not usable are said, and nothing is done', async ({ server }) => {
	const ran = await server.latchkey(['invitations', 'list'], { LATCHKEY_SIGN_UP: 'perhaps' });
	expect(ran).toMatchObject({ code: 1, out: '' });
	expect(ran.notes).toContain('LATCHKEY_SIGN_UP');
});
