import { expect, test } from 'vitest';

import { addTotp, attempt, member, PASSWORD } from '../people.fixture.ts';
import { DAY, openService } from '../testing.fixture.ts';

// What it takes to raise it again: sign-in/aged-step-up.test.ts.
test('level 2 of a lasting session counts for a day', async () => {
	const service = await openService();
	const ada = await member(service);
	const { code } = await addTotp(service, ada);
	const given = { identifier: 'ada', password: PASSWORD, lifetime: 'lasting' } as const;
	const first = await service.signIn.withPassword(given, attempt());
	if (first.status !== 'challenge') throw new Error('A second factor was asked for.');
	service.clock.advance(30_000);
	const { id, holder } = first.challenge;
	const answer = { method: 'totp', answer: code() };
	const verdict = await service.signIn.answer({ id, holder }, answer, attempt());
	if (!verdict.verified) throw new Error('The code is right.');
	const { token } = verdict.issued;

	service.clock.advance(DAY - 1);
	expect(await service.sessions.check(token)).toMatchObject({ aal: 2 });
	service.clock.advance(1);
	expect(await service.sessions.check(token)).toMatchObject({ aal: 1 });
	expect(await service.sessions.list(ada.account)).toMatchObject([{ aal: 1 }]);
});
