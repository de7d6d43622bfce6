import { expect, test } from 'vitest';

import { caller } from '../people.fixture.ts';
import { begun, provenAddress } from '../recovery/returning.fixture.ts';
import { enter, rememberedMember } from '../remembered-browsers/remembered.fixture.ts';
import { openService, refusal } from '../testing.fixture.ts';
import { cookieStore, redirection, requestOf } from './event.fixture.ts';
import { orStepUp } from './guard.ts';
import { stopRecovery } from './stop-recovery.ts';

async function waiting() {
	const service = await openService();
	const ada = await provenAddress(service, await rememberedMember(service));
	await begun(service);
	const eventOf = (session = ada.session) => requestOf(service, cookieStore(), { session });
	return { service, ada, eventOf, waits: () => service.recoveries.of(ada.account) };
}

test('a session that has proven both factors stops what waits', async () => {
	const { eventOf, waits } = await waiting();
	await stopRecovery(await eventOf());
	expect(await waits()).toBeUndefined();
});

test('one that a remembered browser has opened steps up first, which stops it', async () => {
	const { service, ada, eventOf, waits } = await waiting();
	const entered = await enter(service, ada.jar);
	if (entered.status !== 'signed-in') throw new Error('It is remembered.');
	const { session, token } = entered.issued;
	const event = await eventOf(session);
	expect(await refusal(stopRecovery(event))).toBe('step-up-required');
	expect(await redirection(orStepUp(stopRecovery(event), '/security'))).toMatch(
		/^\/verify\/[\w-]+\?next=%2Fsecurity$/
	);
	expect(await waits()).toBeDefined();
	const { id, holder } = await service.stepUp.begin(session);
	const given = { method: 'totp', answer: ada.code(), token };
	await service.stepUp.answer({ id, holder }, given, caller);
	expect(await waits()).toBeUndefined();
});
