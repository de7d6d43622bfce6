import { expect, test } from 'vitest';

import { caller } from '../people.fixture.ts';
import type { AccountId, SessionId } from '../core/ids.ts';
import { DAY, openService } from '../testing.fixture.ts';

const ADA = 'acc_ada' as AccountId;

test('an event says what happened, to whom, when, and from where', async () => {
	const service = await openService();
	service.clock.advance(DAY);
	await service.record(service.audit, caller, {
		code: 'sign_in.failed',
		account: ADA,
		session: 'ses_1' as SessionId,
		details: { method: 'totp', left: 3, isLast: false }
	});
	const [event] = await service.events(ADA);
	expect(event).toMatchObject({
		code: 'sign_in.failed',
		account: ADA,
		session: 'ses_1',
		at: service.clock.now(),
		...caller,
		details: { method: 'totp', left: 3, isLast: false }
	});
});

test('one without details has none, and one without an account is nobody’s', async () => {
	const service = await openService();
	await service.record(service.audit, caller, { code: 'profile.changed', account: ADA });
	await service.record(service.audit, caller, { code: 'sign_in.failed' });
	expect(await service.events(ADA)).toMatchObject([{ code: 'profile.changed', details: {} }]);
});

test('one of a transaction that is undone did not happen', async () => {
	const service = await openService();
	const undone = service.stores.transact(async ({ audit }) => {
		await service.record(audit, caller, { code: 'profile.changed', account: ADA });
		throw new Error('undone');
	});
	await expect(undone).rejects.toThrow('undone');
	expect(await service.events(ADA)).toEqual([]);
});
