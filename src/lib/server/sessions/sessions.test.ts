import { describe, expect, test } from 'vitest';

import { newId, type AccountId } from '../core/ids.ts';
import type { Proof } from '../core/assurance.ts';
import { newSecret } from '../core/secret.ts';
import { caller } from '../people.fixture.ts';
import { DAY, HOUR, MINUTE, openService, refusal, type Service } from '../testing.fixture.ts';
import { formatToken, parseToken } from './lucia.ts';
import type { Lifetime } from './session.ts';

const ADA = 'acc_ada' as AccountId;
const EVE = 'acc_eve' as AccountId;

const proof = (service: Service, of: Partial<Proof> = {}): Proof => ({
	factor: newId('fct', service.random),
	method: 'passwords',
	authenticator: 'password',
	at: service.clock.now(),
	...of
});

const issue = (
	service: Service,
	{ account = ADA, lifetime = 'brief' }: { account?: AccountId; lifetime?: Lifetime } = {}
) => service.sessions.issue({ account, proofs: [proof(service)], lifetime, caller });

/** Uses the session every `everyMs` and says after how long it was gone. */
async function livesFor(service: Service, token: string, everyMs: number): Promise<number> {
	const from = service.clock.now().getTime();
	while (await service.sessions.check(token)) service.clock.advance(everyMs);
	return service.clock.now().getTime() - from;
}

const elevate = (service: Service, token: string) => {
	const given = proof(service);
	return service.sessions.elevate(token, { given: [given], held: [given.factor], reachable: 1 });
};

describe('a token', () => {
	test('finds its session, and what the store holds does not tell it', async () => {
		const service = await openService();
		const { session, token } = await issue(service);
		expect(await service.sessions.check(token)).toEqual(session);
		const { secret } = parseToken(token) ?? {};
		const dump = await service.stores.dump();
		expect(dump).toContain(session.id);
		expect(dump).not.toContain(secret);
		expect(JSON.stringify(session)).not.toContain(secret);
	});

	test('of another secret finds nothing, whosever secret it is', async () => {
		const service = await openService();
		const [mine, other] = [await issue(service), await issue(service, { account: EVE })];
		const secretOf = (token: string) => parseToken(token)?.secret ?? '';
		for (const [id, secret] of [
			[mine.session.id, secretOf(other.token)],
			[other.session.id, secretOf(mine.token)],
			[mine.session.id, newSecret(service.random)],
			[newId('ses', service.random), secretOf(mine.token)]
		] as const)
			expect(await service.sessions.check(formatToken({ id, secret }))).toBeUndefined();
		expect(await service.sessions.check(mine.token)).toEqual(mine.session);
	});

	test.each(['', 'x', 'ses_.', 'null', '🦊', '\0', 'ses_1.2', 'a'.repeat(100_000)])(
		'cannot be %j',
		async (text) => {
			const service = await openService();
			expect(await service.sessions.check(text)).toBeUndefined();
			expect(await refusal(elevate(service, text))).toBe('sessions.required');
		}
	);
});

describe.each([
	['brief', HOUR, DAY],
	['lasting', 14 * DAY, 30 * DAY]
] as const)('a %s session', (lifetime, idleMs, absoluteMs) => {
	test('lives while unused until its idle limit', async () => {
		const service = await openService();
		const { token } = await issue(service, { lifetime });
		service.clock.advance(idleMs - 1);
		expect(await service.sessions.check(token)).toBeDefined();
		const { token: other } = await issue(service, { lifetime });
		service.clock.advance(idleMs);
		expect(await service.sessions.check(other)).toBeUndefined();
		expect(await service.sessions.list(ADA)).not.toContainEqual(
			expect.objectContaining({ id: parseToken(other)?.id })
		);
	});

	test('is kept alive by use, until its absolute limit and not beyond', async () => {
		const service = await openService();
		const { token } = await issue(service, { lifetime });
		expect(await livesFor(service, token, absoluteMs / 60)).toBe(absoluteMs);
	});

	test('is not kept alive by a step-up beyond its absolute limit', async () => {
		const service = await openService();
		let { token } = await issue(service, { lifetime });
		const from = service.clock.now().getTime();
		while (service.clock.now().getTime() - from < absoluteMs - idleMs / 2) {
			service.clock.advance(idleMs / 2);
			({ token } = await elevate(service, token));
		}
		service.clock.advance(idleMs / 2);
		expect(await service.sessions.check(token)).toBeUndefined();
	});
});

test('a check tells when the session was last seen', async () => {
	const service = await openService();
	const { token, session } = await issue(service);
	service.clock.advance(5 * MINUTE);
	const seen = await service.sessions.check(token);
	expect(seen?.lastSeenAt).toEqual(service.clock.now());
	expect(seen?.expiresAt).toEqual(new Date(service.clock.now().getTime() + HOUR));
	expect(seen?.endsAt).toEqual(session.endsAt);
});

describe('ending', () => {
	test('one session leaves the others, and the second time it is unknown', async () => {
		const service = await openService();
		const [mine, other] = [await issue(service), await issue(service)];
		await service.sessions.end(ADA, mine.session.id);
		expect(await service.sessions.check(mine.token)).toBeUndefined();
		expect(await service.sessions.check(other.token)).toBeDefined();
		const again = service.sessions.end(ADA, mine.session.id);
		expect(await refusal(again)).toBe('sessions.unknown');
	});

	test("another account's session is unknown, and stays", async () => {
		const service = await openService();
		const { session, token } = await issue(service, { account: EVE });
		expect(await refusal(service.sessions.end(ADA, session.id))).toBe('sessions.unknown');
		expect(await service.sessions.check(token)).toBeDefined();
		expect(await service.sessions.endAll(ADA)).toEqual([]);
		expect(await service.sessions.check(token)).toBeDefined();
	});

	test("all but one ends the account's others and says which", async () => {
		const service = await openService();
		const [kept, first, second] = [
			await issue(service),
			await issue(service),
			await issue(service)
		];
		const ended = await service.sessions.endAll(ADA, kept.session.id);
		expect(ended.sort()).toEqual([first.session.id, second.session.id].sort());
		expect((await service.sessions.list(ADA)).map(({ id }) => id)).toEqual([kept.session.id]);
	});

	test('all leaves none', async () => {
		const service = await openService();
		const { token } = await issue(service);
		await service.sessions.endAll(ADA);
		expect(await service.sessions.check(token)).toBeUndefined();
		expect(await service.sessions.list(ADA)).toEqual([]);
	});

	test('one that has ended already is nobody’s mistake for whoever leaves', async () => {
		const service = await openService();
		const { session, token } = await issue(service);
		await service.sessions.endAny(session);
		await service.sessions.endAny(session);
		expect(await service.sessions.check(token)).toBeUndefined();
	});
});
