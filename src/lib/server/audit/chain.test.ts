import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';

import { createChain, parseLink, spellLink, type Entry } from './chain.ts';

const KEY = new Uint8Array(32).fill(7);
const chain = createChain(KEY);

const ENTRY: Entry = {
	at: '1800000000000',
	code: 'sign_in.failed',
	account: undefined,
	session: '',
	requestId: 'req_1',
	address: '192.0.2.1',
	userAgent: 'Zoë',
	details: '{"method":"totp"}'
};

/** What the decision record says, written out by hand. */
function macOf(...fields: (string | undefined)[]): string {
	const bytes = fields.flatMap((field) => {
		if (field === undefined) return [0];
		const text = [...Buffer.from(field)];
		return [1, 0, 0, text.length >> 8, text.length & 0xff, ...text];
	});
	return `1.${createHmac('sha256', KEY)
		.update(Uint8Array.of(1, ...bytes))
		.digest('base64url')}`;
}

test('the bytes are those that are written down in docs/decisions/0017', () => {
	const genesis = macOf('genesis');
	expect(chain.genesis).toEqual({ sequence: 0, mac: genesis });
	const { at, code, account, session, requestId, address, userAgent, details } = ENTRY;
	const who = [account, session, requestId, address, userAgent];
	const mac = macOf('event', '1', genesis, at, code, ...who, details);
	const link = chain.next(chain.genesis, ENTRY);
	expect(link).toEqual({ sequence: 1, mac });
	expect(chain.sealOf(link)).toBe(macOf('head', '1', mac));
});

test('no two events that differ have one MAC, wherever one text ends and the next begins', () => {
	const text = fc.string({ maxLength: 3, unit: fc.constantFrom('a', '\0', '\u0001', 'é') });
	const perhaps = fc.option(text, { nil: undefined });
	const entries = fc.record({
		at: text,
		code: text,
		account: perhaps,
		session: perhaps,
		requestId: text,
		address: text,
		userAgent: text,
		details: text
	});
	const isSame = (one: Entry, other: Entry) =>
		Object.keys(ENTRY).every((name) => one[name as keyof Entry] === other[name as keyof Entry]);
	fc.assert(
		fc.property(entries, entries, (one, other) => {
			const macs = [one, other].map((entry) => chain.next(chain.genesis, entry).mac);
			expect(macs[0] === macs[1]).toBe(isSame(one, other));
		}),
		{ numRuns: 2000 }
	);
});

test('a MAC depends on the key, on the place and on what came before', () => {
	const first = chain.next(chain.genesis, ENTRY);
	const macs = [
		first.mac,
		createChain(new Uint8Array(32)).next(chain.genesis, ENTRY).mac,
		chain.next(first, ENTRY).mac,
		chain.next({ sequence: 0, mac: first.mac }, ENTRY).mac,
		chain.next({ sequence: 1, mac: chain.genesis.mac }, ENTRY).mac,
		chain.sealOf(first)
	];
	expect(new Set(macs).size).toBe(macs.length);
});

test('a head that a person has kept is read again, and nothing else is', () => {
	const head = chain.next(chain.genesis, ENTRY);
	expect(parseLink(` ${spellLink(head)}\n`)).toEqual(head);
	for (const text of [
		'',
		'1',
		'1.1',
		head.mac,
		`-1.${head.mac}`,
		`1.${head.mac}x`,
		`1e3.${head.mac}`
	])
		expect(parseLink(text)).toBeUndefined();
});
