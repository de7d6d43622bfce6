import { expect, test } from 'vitest';

import { cookieStore, redirection, requestOf } from '#lib/server/http/event.fixture.ts';
import { attempt, PASSWORD } from '#lib/server/people.fixture.ts';
import { MINUTE, openService } from '#lib/server/testing.fixture.ts';
import { load } from './+page.server.ts';

test('an administrator’s browser that was left open shows nobody’s addresses', async () => {
	const service = await openService({ signUp: 'closed' });
	const invitation = await service.invitations.offerFirstAdministrator();
	const who = { username: 'boss', email: 'boss@example.org', password: PASSWORD };
	const given = { ...who, ...(invitation && { invitation }) };
	const { session } = (await service.signUp.withPassword(given, attempt())).issued;
	const open = async () => {
		const made = { method: 'GET', path: '/admin?before=acc_1', session };
		const event = await requestOf(service, cookieStore(), made);
		return load(event as Parameters<typeof load>[0]);
	};
	service.clock.advance(60 * MINUTE - 1);
	expect(await redirection(open())).toBeUndefined();
	service.clock.advance(1);
	expect(await redirection(open())).toMatch(/^\/verify\/chl_.*\?next=%2Fadmin%3Fbefore%3Dacc_1$/);
});
