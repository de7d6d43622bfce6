import { describe, expect, test } from 'vitest';

import { newId, type AccountId } from '../core/ids.ts';
import type { Proof } from '../core/assurance.ts';
import { caller } from '../people.fixture.ts';
import { HOUR, MINUTE, openService, racing, refusal, type Service } from '../testing.fixture.ts';

const ADA = 'acc_ada' as AccountId;

const proof = (service: Service, of: Partial<Proof> = {}): Proof => ({
	factor: newId('fct', service.random),
	method: 'passwords',
	authenticator: 'password',
	at: service.clock.now(),
	...of
});

const issue = (service: Service) =>
	service.sessions.issue({ account: ADA, proofs: [proof(service)], lifetime: 'brief', caller });

describe('raising a session', () => {
	const otp = { method: 'totp', authenticator: 'single-factor-otp' } as const;

	test('adds the proof and gives a new secret; the old one is refused at once', async () => {
		const service = await openService();
		const { token, session } = await issue(service);
		service.clock.advance(MINUTE);
		const raised = await service.sessions.elevate(token, proof(service, otp));
		expect(raised.session).toMatchObject({ id: session.id, aal: 2, amr: ['pwd', 'otp', 'mfa'] });
		expect(raised.session.elevatedAt).toEqual(service.clock.now());
		expect(raised.session.createdAt).toEqual(session.createdAt);
		expect(await service.sessions.check(token)).toBeUndefined();
		expect(await service.sessions.check(raised.token)).toMatchObject({ aal: 2 });
		const again = service.sessions.elevate(token, proof(service, otp));
		expect(await refusal(again)).toBe('sessions.required');
		expect(await service.sessions.check(raised.token)).toBeDefined();
	});

	test('by a factor that was proven before replaces its older proof', async () => {
		const service = await openService();
		const { token } = await issue(service);
		const first = proof(service, otp);
		const once = await service.sessions.elevate(token, first);
		service.clock.advance(MINUTE);
		const newer = { ...first, at: service.clock.now() };
		const twice = await service.sessions.elevate(once.token, newer);
		expect(twice.session.proofs.map(({ method }) => method)).toEqual(['passwords', 'totp']);
		expect(twice.session.proofs.at(-1)).toEqual(newer);
	});

	test('by a second thing of one kind does not reach level 2', async () => {
		const service = await openService();
		const { token } = await issue(service);
		const raised = await service.sessions.elevate(token, proof(service));
		expect(raised.session).toMatchObject({ aal: 1, amr: ['pwd'] });
	});

	test('50 times at once succeeds once, and only the winner holds a token', async () => {
		const service = await openService();
		const { token, session } = await issue(service);
		const won: string[] = [];
		const outcomes = await racing(async () => {
			const raised = await service.sessions.elevate(token, proof(service, otp));
			won.push(raised.token);
		});
		expect(outcomes).toEqual({ done: 1, 'sessions.required': 49 });
		expect(await service.sessions.check(token)).toBeUndefined();
		expect(await service.sessions.check(won[0] ?? '')).toMatchObject({ id: session.id });
	});

	test('never brings back a session that ends at the same time', async () => {
		const service = await openService();
		for (let round = 0; round < 20; round += 1) {
			const { token, session } = await issue(service);
			const tokens: string[] = [token];
			await Promise.all([
				refusal(
					service.sessions
						.elevate(token, proof(service, otp))
						.then((raised) => void tokens.push(raised.token))
				),
				refusal(service.sessions.end(ADA, session.id))
			]);
			for (const each of tokens) expect(await service.sessions.check(each)).toBeUndefined();
		}
		expect(await service.sessions.list(ADA)).toEqual([]);
	});

	test('is refused once the session has expired', async () => {
		const service = await openService();
		const { token } = await issue(service);
		service.clock.advance(HOUR);
		expect(await refusal(service.sessions.elevate(token, proof(service, otp)))).toBe(
			'sessions.required'
		);
	});
});
