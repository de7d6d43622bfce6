import { describe, expect, test } from 'vitest';

import { newId, type AccountId } from '../core/ids.ts';
import type { Aal, Proof } from '../core/assurance.ts';
import type { IssuedSession } from './index.ts';
import { caller } from '../people.fixture.ts';
import {
	DAY,
	HOUR,
	MINUTE,
	openService,
	racing,
	refusal,
	type Service
} from '../testing.fixture.ts';

const ADA = 'acc_ada' as AccountId;

const proof = (service: Service, of: Partial<Proof> = {}): Proof => ({
	factor: newId('fct', service.random),
	method: 'passwords',
	authenticator: 'password',
	at: service.clock.now(),
	...of
});

/** By `given`, of an account that has that and the password it signed in with, and can reach level 2. */
const elevate = (
	service: Service,
	{ token, session }: IssuedSession,
	given: Proof,
	reachable: Aal = 2
) =>
	service.sessions.elevate(token, {
		given: [given],
		held: [given, ...session.proofs].map(({ factor }) => factor),
		reachable
	});

const issue = (service: Service) =>
	service.sessions.issue({ account: ADA, proofs: [proof(service)], lifetime: 'brief', caller });

describe('raising a session', () => {
	const otp = { method: 'totp', authenticator: 'single-factor-otp' } as const;

	test('adds the proof and gives a new secret; the old one is refused at once', async () => {
		const service = await openService();
		const issued = await issue(service);
		const { token, session } = issued;
		service.clock.advance(MINUTE);
		const raised = await elevate(service, issued, proof(service, otp));
		expect(raised.session).toMatchObject({ id: session.id, aal: 2, amr: ['pwd', 'otp', 'mfa'] });
		expect(raised.session.elevatedAt).toEqual(service.clock.now());
		expect(raised.session.createdAt).toEqual(session.createdAt);
		expect(await service.sessions.check(token)).toBeUndefined();
		expect(await service.sessions.check(raised.token)).toMatchObject({ aal: 2 });
		const again = elevate(service, issued, proof(service, otp));
		expect(await refusal(again)).toBe('sessions.required');
		expect(await service.sessions.check(raised.token)).toBeDefined();
	});

	test('by a factor that was proven before replaces its older proof', async () => {
		const service = await openService();
		const first = proof(service, otp);
		const once = await elevate(service, await issue(service), first);
		service.clock.advance(MINUTE);
		const newer = { ...first, at: service.clock.now() };
		const twice = await elevate(service, once, newer);
		expect(twice.session.proofs.map(({ method }) => method)).toEqual(['passwords', 'totp']);
		expect(twice.session.proofs.at(-1)).toEqual(newer);
	});

	test('by a second thing of one kind moves neither its level nor the time of its last proof', async () => {
		const service = await openService();
		const issued = await issue(service);
		service.clock.advance(MINUTE);
		const { session } = await elevate(service, issued, proof(service));
		const { elevatedAt } = issued.session;
		expect(session).toMatchObject({ aal: 1, amr: ['pwd'], elevatedAt });
	});

	test('moves the time of the last proof where level 1 is all there is', async () => {
		const service = await openService();
		const issued = await issue(service);
		service.clock.advance(MINUTE);
		const { session } = await elevate(service, issued, proof(service), 1);
		expect(session).toMatchObject({ aal: 1, elevatedAt: service.clock.now() });
	});

	test('counts no proof of a day ago, and none of what the account has no more', async () => {
		const service = await openService();
		const lasting = { account: ADA, lifetime: 'lasting', caller } as const;
		const old = await service.sessions.issue({ ...lasting, proofs: [proof(service)] });
		service.clock.advance(DAY);
		expect((await elevate(service, old, proof(service, otp))).session).toMatchObject({ aal: 1 });
		const replaced = await issue(service);
		const code = proof(service, otp);
		const raising = { given: [code], held: [code.factor], reachable: 2 } as const;
		const { session } = await service.sessions.elevate(replaced.token, raising);
		expect(session).toMatchObject({ aal: 1, proofs: [code] });
	});

	test('50 times at once succeeds once, and only the winner holds a token', async () => {
		const service = await openService();
		const issued = await issue(service);
		const { token, session } = issued;
		const won: string[] = [];
		const outcomes = await racing(async () => {
			const raised = await elevate(service, issued, proof(service, otp));
			won.push(raised.token);
		});
		expect(outcomes).toEqual({ done: 1, 'sessions.required': 49 });
		expect(await service.sessions.check(token)).toBeUndefined();
		expect(await service.sessions.check(won[0] ?? '')).toMatchObject({ id: session.id });
	});

	test('never brings back a session that ends at the same time', async () => {
		const service = await openService();
		for (let round = 0; round < 20; round += 1) {
			const issued = await issue(service);
			const { token, session } = issued;
			const tokens: string[] = [token];
			await Promise.all([
				refusal(
					elevate(service, issued, proof(service, otp)).then(
						(raised) => void tokens.push(raised.token)
					)
				),
				refusal(service.sessions.end(ADA, session.id))
			]);
			for (const each of tokens) expect(await service.sessions.check(each)).toBeUndefined();
		}
		expect(await service.sessions.list(ADA)).toEqual([]);
	});

	test('is refused once the session has expired', async () => {
		const service = await openService();
		const issued = await issue(service);
		service.clock.advance(HOUR);
		const raised = elevate(service, issued, proof(service, otp));
		expect(await refusal(raised)).toBe('sessions.required');
	});
});
