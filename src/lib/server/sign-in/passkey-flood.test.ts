import { expect, test } from 'vitest';

import { attempt, authenticator, caller, passkeyMember } from '../people.fixture.ts';
import { MINUTE, openService, refusal, type Service } from '../testing.fixture.ts';
import type { Attempt } from './index.ts';

type Authenticator = ReturnType<typeof authenticator>;

/** One that no account has. */
function invented(): Authenticator {
	const key = authenticator();
	key.create({ challenge: 'x', rp: { id: 'id.example.org' }, user: { id: 'AAAA' } });
	return key;
}

const from = (address: string, knownBrowser?: string): Attempt => ({
	...attempt(),
	caller: { ...caller, address },
	knownBrowser
});

async function signIn({ signIn: door }: Service, key: Authenticator, by = attempt()) {
	const { ceremony, options } = await door.beginPasskey(by);
	const given = { ceremony, response: key.get(options), lifetime: 'brief' } as const;
	return door.finishPasskey(given, by);
}

/** What 60 attempts by invented passkeys come to. */
async function flood(service: Service, by = attempt()): Promise<Record<string, number>> {
	const key = invented();
	const codes: Record<string, number> = {};
	for (let at = 0; at < 60; at += 1) {
		const code = String(await refusal(signIn(service, key, by)));
		codes[code] = (codes[code] ?? 0) + 1;
	}
	return codes;
}

const open = () => openService({ throttleScale: 1 });

const recorded = async (service: Service) => {
	const entries = await service.ground.stores.auditChain.entries({ after: 0, limit: 10_000 });
	const failures = ['sign_in.failed', 'throttle.refused'];
	return entries.map(({ code }) => code).filter((code) => failures.includes(code));
};

test('passkeys that nobody has are refused fifty times from one address, then made to wait', async () => {
	const service = await open();
	expect(await flood(service)).toEqual({ 'sign_in.not_accepted': 50, 'throttling.wait': 10 });
	expect(await flood(service, from('198.51.100.1'))).toMatchObject({ 'sign_in.not_accepted': 50 });
});

test('and leave two lines a minute on record, not one for each', async () => {
	const service = await open();
	await flood(service);
	expect(await recorded(service)).toEqual(['sign_in.failed', 'throttle.refused']);
	service.clock.advance(MINUTE);
	await flood(service);
	expect(await recorded(service)).toHaveLength(4);
});

test('the owner of a passkey gets in from there by a browser that has signed in before', async () => {
	const service = await open();
	const grace = await passkeyMember(service);
	await flood(service);
	const { knownBrowser } = grace;
	expect(await refusal(signIn(service, grace.key))).toBe('throttling.wait');
	const own = from(caller.address, knownBrowser);
	for (let at = 0; at < 60; at += 1)
		expect(await signIn(service, grace.key, own)).toMatchObject({ status: 'signed-in' });
	expect(await signIn(service, grace.key, from('198.51.100.1'))).toMatchObject({
		status: 'signed-in'
	});
});

test('one’s own passkeys count as no failures', async () => {
	const service = await open();
	const grace = await passkeyMember(service);
	for (let at = 0; at < 60; at += 1) await signIn(service, grace.key);
	expect(await flood(service)).toMatchObject({ 'sign_in.not_accepted': 50 });
});

test('ceremonies that nobody finishes are begun three hundred times from one address', async () => {
	const service = await open();
	const grace = await passkeyMember(service);
	const begin = (by = attempt()) => refusal(service.signIn.beginPasskey(by));
	for (let at = 0; at < 300; at += 1) await service.signIn.beginPasskey(attempt());
	expect(await begin()).toBe('throttling.wait');
	await service.signIn.beginPasskey(from(caller.address, grace.knownBrowser));
	service.clock.advance(1000);
	await service.signIn.beginPasskey(attempt());
});
