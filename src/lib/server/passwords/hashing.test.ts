import fc from 'fast-check';
import { expect, test } from 'vitest';

import { createPasswordHasher } from './hashing.ts';

/** Small enough that a test takes no time. */
const params = { memoryKiB: 64, passes: 2, parallelism: 1 };
const hasher = createPasswordHasher({ params });
const PASSWORD = 'correct horse battery staple';

test('a hash names argon2id and its cost, has a salt of its own, and verifies', async () => {
	const [first, second] = await Promise.all([hasher.hash(PASSWORD), hasher.hash(PASSWORD)]);
	expect(first).toMatch(/^\$argon2id\$v=19\$m=64,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
	expect(second).not.toBe(first);
	await expect(hasher.verify(first, PASSWORD)).resolves.toEqual({ matches: true, isStale: false });
});

test('the cost that is used without being asked for is 19 MiB and two passes', async () => {
	await expect(createPasswordHasher().hash(PASSWORD)).resolves.toContain('$m=19456,t=2,p=1$');
});

test('a password verifies exactly as chosen: no trimming, truncation or change of case', async () => {
	const long = `${PASSWORD} ${'x'.repeat(220)}`;
	const stored = await hasher.hash(long);
	const variants = [`${long} `, ` ${long}`, long.slice(0, -1), long.toUpperCase(), `${long}\n`];
	for (const variant of variants) {
		await expect(hasher.verify(stored, variant)).resolves.toMatchObject({ matches: false });
	}
	await expect(hasher.verify(stored, long)).resolves.toMatchObject({ matches: true });
});

test('a password typed on another keyboard verifies when its NFKC form is the same', async () => {
	const stored = await hasher.hash('Ünïcödé ﬁle ①');
	const decomposed = 'Ünïcödé file 1'.normalize('NFD');
	await expect(hasher.verify(stored, decomposed)).resolves.toMatchObject({ matches: true });
});

test('any password verifies against its own hash and against no other', async () => {
	const password = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
	await fc.assert(
		fc.asyncProperty(password, password, async (chosen, other) => {
			fc.pre(!chosen.includes('\0') && !other.includes('\0'));
			const stored = await hasher.hash(chosen);
			const isSame = chosen.normalize('NFKC') === other.normalize('NFKC');
			await expect(hasher.verify(stored, chosen)).resolves.toMatchObject({ matches: true });
			await expect(hasher.verify(stored, other)).resolves.toMatchObject({ matches: isSame });
		})
	);
});

test('a hash of lower cost matches and is stale, one of higher cost only matches', async () => {
	const weak = await createPasswordHasher({ params: { ...params, passes: 1 } }).hash(PASSWORD);
	const strong = await createPasswordHasher({ params: { ...params, passes: 3 } }).hash(PASSWORD);
	await expect(hasher.verify(weak, PASSWORD)).resolves.toEqual({ matches: true, isStale: true });
	await expect(hasher.verify(strong, PASSWORD)).resolves.toEqual({ matches: true, isStale: false });
	await expect(hasher.verify(weak, 'wrong')).resolves.toEqual({ matches: false, isStale: false });
});

test.each([
	['there is none', undefined, PASSWORD],
	['it is no hash', 'plaintext', PASSWORD],
	[
		'it asks for a terabyte',
		'$argon2id$v=19$m=9999999,t=9,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA',
		PASSWORD
	],
	['the password is too long', '', 'x'.repeat(257)],
	['the password is far too long', '', 'x'.repeat(1_000_000)],
	['the password is no text', '', '\ud800'],
	['the password is empty', undefined, '']
])(
	'when %s, nothing matches and the work takes a slot all the same',
	async (_, stored, password) => {
		const busy = createPasswordHasher({ params, concurrency: 1, queue: 0 });
		const valid = await hasher.hash(PASSWORD);
		const verdict = busy.verify(stored === '' ? valid : stored, password);
		await expect(busy.verify(valid, PASSWORD)).rejects.toMatchObject({ code: 'passwords.busy' });
		await expect(verdict).resolves.toEqual({ matches: false, isStale: false });
	}
);

test('for an unknown name the work is done at the current cost', async () => {
	const costly = createPasswordHasher({ params: { ...params, memoryKiB: 32768, passes: 4 } });
	const stored = await hasher.hash(PASSWORD);
	const order: string[] = [];
	const log = (name: string) => () => void order.push(name);
	// What began first and costs a thousand times as much ends last, if its work is done.
	await Promise.all([
		costly.verify(undefined, PASSWORD).then(log('unknown, costly')),
		hasher.verify(stored, PASSWORD).then(log('known, cheap'))
	]);
	expect(order).toEqual(['known, cheap', 'unknown, costly']);
});

test('a hash that was tampered with in the store never throws and never matches', async () => {
	const stored = await hasher.hash(PASSWORD);
	const at = fc.nat({ max: stored.length - 1 });
	const sign = fc.constantFrom(...'$=,+/09azAZ.\n\0');
	await fc.assert(
		fc.asyncProperty(at, sign, async (index, character) => {
			fc.pre(stored[index] !== character);
			const changed = stored.slice(0, index) + character + stored.slice(index + 1);
			await expect(hasher.verify(changed, PASSWORD)).resolves.toMatchObject({ matches: false });
		})
	);
});

test.each([
	['x'.repeat(257), 'too_long'],
	['\udfff', 'malformed'],
	['a\0b', 'malformed']
])('what no rule lets through is not hashed', async (password, reason) => {
	await expect(hasher.hash(password)).rejects.toMatchObject({
		code: 'passwords.not_allowed',
		details: { reason }
	});
});
