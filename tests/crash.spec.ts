import type { APIRequest, APIRequestContext } from 'playwright/test';

import { apiOf, codeAt, newPerson, type Api, type Person } from './support/api.ts';
import { expect, test } from './support/fixtures.ts';

interface Story {
	readonly person: Person;
	readonly context: APIRequestContext;
	hasSignedUp: boolean;
	hasEnrolled: boolean;
}

/** A busy server may ask to come again; only one that is gone ends a story. */
async function insist<Answer>(api: Api, path: string, body: object): Promise<Answer> {
	for (;;) {
		const response = await api.send('POST', path, { ...body });
		if (response.status() === 503) continue;
		expect(response.ok(), await response.text()).toBe(true);
		return (await response.json()) as Answer;
	}
}

/** Signs up and enrols, noting what the server has acknowledged, until the server is gone. */
async function live(story: Story, origin: string): Promise<void> {
	const api = apiOf(story.context, { origin });
	await insist(api, '/accounts', story.person);
	story.hasSignedUp = true;
	const begun = await insist<{ id: string; prompt: { enrol: { secret: string } } }>(
		api,
		'/enrolments',
		{ method: 'totp' }
	);
	const answer = await codeAt(begun.prompt.enrol.secret, new Date());
	const { recoveryCodes } = await insist<{ recoveryCodes: string[] }>(
		api,
		`/enrolments/${begun.id}/answer`,
		{ answer }
	);
	story.hasEnrolled = recoveryCodes.length === 10;
}

const newStories = (playwright: APIRequest, length: number): Promise<Story[]> =>
	Promise.all(
		Array.from({ length }, async () => ({
			person: newPerson(),
			context: await playwright.newContext(),
			hasSignedUp: false,
			hasEnrolled: false
		}))
	);

for (const killAfter of [3, 8, 14])
	test(`kill -9 after ${killAfter} acknowledged sign-ups loses nothing and leaves nothing half-made`, async ({
		playwright,
		server
	}) => {
		test.slow();
		const stories = await newStories(playwright.request, 20);
		const running = stories.map((story) => live(story, server.origin).catch(() => undefined));
		await expect
			.poll(() => stories.filter(({ hasSignedUp }) => hasSignedUp).length, {
				intervals: [1],
				timeout: 30_000
			})
			.toBeGreaterThanOrEqual(killAfter);
		await server.kill9();
		await Promise.all(running);
		await server.start();

		for (const { person, hasSignedUp, hasEnrolled, context } of stories) {
			const fresh = await playwright.request.newContext();
			const { username: identifier, password } = person;
			const api = apiOf(fresh, server);
			const response = await api.send('POST', '/sign-in/password', { identifier, password });
			if (hasSignedUp) expect(response.status()).toBe(200);
			if (response.ok()) {
				const { status } = (await response.json()) as { status: string };
				if (hasEnrolled) expect(status).toBe('challenge');
			} else {
				// Not acknowledged and not there: then its names are free, and the person can begin again.
				await api.post('/accounts', person);
			}
			await Promise.all([fresh.dispose(), context.dispose()]);
		}
	});
