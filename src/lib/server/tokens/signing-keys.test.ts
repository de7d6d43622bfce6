import { expect, onTestFinished, test } from 'vitest';

import { openTestStores } from '../adapters/testing.ts';
import { fixedClock } from '../core/clock.ts';
import { DAY, HOUR, MINUTE } from '../testing.fixture.ts';
import { createSigningKeys } from './index.ts';

async function opened() {
	const clock = fixedClock(new Date('2101-03-01T12:00:00Z'));
	const stores = await openTestStores({ clock });
	onTestFinished(() => stores.close());
	const { signingKeys } = stores;
	/** Another process has the same stores. */
	const process = () => createSigningKeys({ clock, signingKeys });
	return { clock, stores, process, keys: process() };
}

const ids = async (keys: ReturnType<typeof createSigningKeys>) =>
	(await keys.published()).map(({ id }) => id);

test('of 50 who ask for the first key at once, in two processes, all get the same', async () => {
	const { process } = await opened();
	const processes = [process(), process()] as const;
	const signers = await Promise.all(
		Array.from({ length: 50 }, (_, at) => processes[at % 2 === 0 ? 0 : 1].signer())
	);
	expect(new Set(signers.map(({ id }) => id)).size).toBe(1);
});

test('the next key is published a day before it signs, and the old one an hour after', async () => {
	const { clock, keys, process } = await opened();
	const { id: first } = await keys.signer();
	clock.advance(29 * DAY - MINUTE);
	expect(await ids(keys)).toEqual([first]);
	clock.advance(MINUTE);
	const [, second = ''] = await ids(keys);
	expect(await ids(process())).toEqual([first, second]);
	expect((await keys.signer()).id).toBe(first);
	clock.advance(DAY - 1);
	expect((await keys.signer()).id).toBe(first);
	clock.advance(1);
	expect((await process().signer()).id).toBe(second);
	clock.advance(HOUR - 1);
	expect(await ids(keys)).toEqual([first, second]);
	clock.advance(1);
	expect(await ids(keys)).toEqual([second]);
});

test('a key that nobody has asked for long is published before it signs all the same', async () => {
	const { clock, keys } = await opened();
	const { id: first } = await keys.signer();
	clock.advance(90 * DAY);
	expect((await keys.signer()).id).toBe(first);
	expect(await ids(keys)).toHaveLength(2);
	clock.advance(DAY);
	expect((await keys.signer()).id).not.toBe(first);
});

test('a process whose clock is behind signs with the first key', async () => {
	const { clock, stores, keys } = await opened();
	const { id } = await keys.signer();
	const behind = fixedClock(new Date(clock.now().getTime() - MINUTE));
	const other = createSigningKeys({ clock: behind, signingKeys: stores.signingKeys });
	expect((await other.signer()).id).toBe(id);
});

test('a rotation by command signs after a day; one at once signs now, and the others verify nothing', async () => {
	const { clock, keys, process } = await opened();
	const { id: first } = await keys.signer();
	await keys.rotate({ isAtOnce: false });
	expect((await keys.signer()).id).toBe(first);
	clock.advance(DAY);
	const { id: second } = await keys.signer();
	expect(second).not.toBe(first);
	const other = process();
	await other.signer();
	await keys.rotate({ isAtOnce: true });
	const { id: third } = await keys.signer();
	expect(await ids(keys)).toEqual([third]);
	clock.advance(MINUTE);
	expect(await ids(other)).toEqual([third]);
});

test('a private key lies sealed', async () => {
	const { keys, stores } = await opened();
	const { privateKey } = await keys.signer();
	expect(await stores.dump()).not.toContain(privateKey.d);
});
