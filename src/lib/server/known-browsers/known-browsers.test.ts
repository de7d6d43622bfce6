import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';

import { openTestStores } from '#lib/server/adapters/testing.ts';
import { fixedClock, systemClock } from '#lib/server/core/clock.ts';
import { newId } from '#lib/server/core/ids.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import { createKnownBrowsers, KNOWN_FOR_MS, type KnownBrowserId } from './index.ts';
import { createTokenCodec } from './token.ts';

const secret = secureRandom.bytes(32);
const caller = { requestId: 'r', address: '192.0.2.1', userAgent: 'Firefox 140' };
const newAccount = () => newId('acc', secureRandom);
const newKnownId = () =>
	Buffer.from(secureRandom.bytes(16)).toString('base64url') as KnownBrowserId;

async function open() {
	const clock = fixedClock(systemClock.now());
	const stores = await openTestStores({ clock });
	onTestFinished(() => stores.close());
	const deps = { clock, random: secureRandom, store: stores.knownBrowsers };
	return { clock, deps, browsers: createKnownBrowsers({ ...deps, secrets: [secret] }) };
}

describe('a browser that signs in', () => {
	test('is new once and known then, to this account only', async () => {
		const { browsers } = await open();
		const [ada, eve] = [newAccount(), newAccount()];
		const first = await browsers.remember({ token: undefined, account: ada, caller });
		expect(first.isNew).toBe(true);
		expect(await browsers.find(first.token, ada)).toBe(first.id);
		expect(await browsers.find(first.token, eve)).toBeUndefined();
		expect(await browsers.find(first.token, undefined)).toBeUndefined();
		expect(await browsers.find(undefined, ada)).toBeUndefined();
		const again = await browsers.remember({ token: first.token, account: ada, caller });
		expect(again).toEqual({ token: first.token, id: first.id, isNew: false });
		expect(await browsers.list(ada)).toMatchObject([{ id: first.id, userAgent: 'Firefox 140' }]);
	});

	test('may be known to several accounts, by an id each', async () => {
		const { browsers } = await open();
		const [ada, bob] = [newAccount(), newAccount()];
		const first = await browsers.remember({ token: undefined, account: ada, caller });
		const second = await browsers.remember({ token: first.token, account: bob, caller });
		expect(second.isNew).toBe(true);
		expect(await browsers.find(second.token, ada)).toBe(first.id);
		expect(await browsers.find(second.token, bob)).toBe(second.id);
		expect(second.id).not.toBe(first.id);
		const again = await browsers.remember({ token: second.token, account: ada, caller });
		expect(again).toEqual({ token: second.token, id: first.id, isNew: false });
	});

	test('does not make a cookie known that somebody planted in it', async () => {
		const { browsers } = await open();
		const [eve, ada] = [newAccount(), newAccount()];
		const planted = await browsers.remember({ token: undefined, account: eve, caller });
		await browsers.remember({ token: planted.token, account: ada, caller });
		expect(await browsers.find(planted.token, ada)).toBeUndefined();
	});

	test('is a stranger when it was revoked, and new again at its next sign-in', async () => {
		const { browsers } = await open();
		const [ada, bob] = [newAccount(), newAccount()];
		const { token, id } = await browsers.remember({ token: undefined, account: ada, caller });
		await browsers.forget(bob, id);
		expect(await browsers.find(token, ada)).toBe(id);
		await browsers.forget(ada, id);
		expect(await browsers.find(token, ada)).toBeUndefined();
		expect(await browsers.remember({ token, account: ada, caller })).toMatchObject({ isNew: true });
		await browsers.forget(ada, id);
		await browsers.revokeAll(ada);
		expect(await browsers.list(ada)).toEqual([]);
	});

	test('stays known while it signs in once a year', async () => {
		const { browsers, clock } = await open();
		const account = newAccount();
		let { token } = await browsers.remember({ token: undefined, account, caller });
		for (let year = 0; year < 3; year += 1) {
			clock.advance(KNOWN_FOR_MS - 1);
			({ token } = await browsers.remember({ token, account, caller }));
			expect(await browsers.find(token, account)).toBeDefined();
		}
		clock.advance(KNOWN_FOR_MS);
		expect(await browsers.find(token, account)).toBeUndefined();
	});

	test('stays known when the master key is replaced', async () => {
		const { browsers, deps } = await open();
		const account = newAccount();
		const { token } = await browsers.remember({ token: undefined, account, caller });
		const newer = secureRandom.bytes(32);
		const after = createKnownBrowsers({ ...deps, secrets: [newer, secret] });
		const renewed = await after.remember({ token, account, caller });
		expect(renewed.isNew).toBe(false);
		const later = createKnownBrowsers({ ...deps, secrets: [newer] });
		expect(await later.find(renewed.token, account)).toBe(renewed.id);
		expect(await later.find(token, account)).toBeUndefined();
	});
});

describe('a token', () => {
	const codec = createTokenCodec([secret]);
	const ids = Array.from({ length: 10 }, newKnownId);

	test('holds the newest eight ids, and nothing else but their signature', () => {
		expect(codec.parse(codec.format(ids))).toEqual(ids.slice(0, 8));
		expect(codec.format(ids).length).toBe(8 * 23 + 43);
	});

	test.each(['', '.', 'x', '..', 'a'.repeat(100_000), ids.join('.'), `.${'A'.repeat(43)}`])(
		'is not believed if it is %.40j',
		(token) => expect(codec.parse(token)).toEqual([])
	);

	test('is not believed when one character is another, or its key', () => {
		const token = codec.format(ids.slice(0, 2));
		expect(createTokenCodec([secureRandom.bytes(32)]).parse(token)).toEqual([]);
		const places = fc.nat({ max: token.length - 2 });
		fc.assert(
			fc.property(places, fc.constantFrom('A', 'z', '_', '.'), (at, character) => {
				fc.pre(token[at] !== character);
				const changed = token.slice(0, at) + character + token.slice(at + 1);
				expect(codec.parse(changed)).toEqual([]);
			})
		);
	});

	test('needs a key', () => {
		expect(() => createTokenCodec([])).toThrow('no key');
	});
});
