/** Without a mail server, on this machine: mail is shown where the server runs. */
import { apiOf, newPerson } from './support/api.ts';
import { expect, test } from './support/fixtures.ts';

test('a mail that nobody carries is printed, so that a newcomer can try everything', async ({
	request,
	server
}) => {
	const api = apiOf(request, server);
	const person = newPerson();
	await api.post('/accounts', person);
	const { id } = await api.post<{ id: string }>('/email');
	const printed = () => server.logs().slice(server.logs().indexOf(`To: ${person.email}`));
	await expect.poll(() => /^│ {5}(\d{6})$/m.test(printed())).toBe(true);
	const [, answer] = /^│ {5}(\d{6})$/m.exec(printed()) ?? [];
	expect(await api.post(`/email/${id}/answer`, { answer })).toMatchObject({ verified: true });
});
