import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { DAY, HOUR, MINUTE } from '../testing.fixture.ts';
import type { Aal } from '../core/assurance.ts';
import { createRecoveryCodes } from '../factors/recovery-codes/index.ts';
import type { FactorMethod } from '../factors/index.ts';
import type { Session } from '../sessions/index.ts';
import { bestFirst, hasSecondFactor, isAllowed, reachableAal } from './index.ts';

const AT = new Date('2026-03-01T12:00:00Z');

const method = (id: string, isSecondFactor: boolean): FactorMethod => ({
	...createRecoveryCodes(),
	id,
	isSecondFactor
});
const methods = [
	method('passkeys', true),
	method('totp', true),
	method('recovery-codes', false),
	method('passwords', false)
];

const session = (of: Partial<Session> = {}) =>
	({ aal: 1, createdAt: AT, elevatedAt: AT, isRecovery: false, ...of }) as Session;
const after = (ms: number) => new Date(AT.getTime() + ms);

const ages = [
	['change-factors', 10 * MINUTE],
	['change-password', 10 * MINUTE],
	['change-email', 10 * MINUTE],
	['end-sessions', 10 * MINUTE],
	['administer', HOUR]
] as const;

describe('what an account can reach', () => {
	const factorsOf = (...ids: string[]) => ids.map((id) => ({ method: id }));

	test.each([
		[[], false],
		[['passwords'], false],
		[['passwords', 'recovery-codes'], false],
		[['passkeys'], true],
		[['passwords', 'totp'], true],
		[['unheard-of'], false]
	])('%j: a second factor is %j', (ids, isSecond) => {
		expect(hasSecondFactor(factorsOf(...ids), methods)).toBe(isSecond);
	});

	test('a second factor makes level 2 reachable', () => {
		expect(reachableAal([], methods)).toBe(1);
		expect(reachableAal(factorsOf('totp') as never, methods)).toBe(2);
	});
});

describe('what is offered first', () => {
	const ids = ['passkeys', 'totp', 'recovery-codes', 'passwords'];
	const used = (...of: readonly (readonly [string, number | undefined])[]) =>
		of.map(([id, ms]) => ({ method: id, ...(ms !== undefined && { lastUsedAt: after(ms) }) }));

	test.each([
		[
			'the strongest, where none was used',
			used(['totp', undefined], ['passkeys', undefined]),
			'passkeys'
		],
		['what was used', used(['totp', 1], ['passkeys', undefined]), 'totp'],
		['what was used last', used(['totp', 1], ['passkeys', 2], ['totp', 3]), 'totp'],
		['the strongest of what was used at once', used(['totp', 1], ['passkeys', 1]), 'passkeys'],
		['no recovery code, and no password', used(['recovery-codes', 3], ['passwords', 4]), 'passkeys']
	])('is %s', (_, factors, first) => {
		const others = ids.filter((id) => id !== first);
		expect(bestFirst(ids, { factors, methods })).toEqual([first, ...others]);
	});

	test('is of what is offered, and leaves nothing out', () => {
		const factors = used(['passkeys', 9], ['totp', 1]);
		expect(bestFirst(['recovery-codes'], { factors, methods })).toEqual(['recovery-codes']);
		expect(bestFirst([], { factors: [], methods })).toEqual([]);
	});
});

describe.each(ages)('%s', (action, ageMs) => {
	test('is allowed until the proof has aged, and not from then on', () => {
		const mayAt = (ms: number) =>
			isAllowed(action, { session: session(), reachable: 1, now: after(ms) });
		expect(mayAt(0)).toBe(true);
		expect(mayAt(ageMs - 1)).toBe(true);
		expect(mayAt(ageMs)).toBe(false);
		expect(mayAt(ageMs + 1)).toBe(false);
	});

	test('needs the strongest proof that the account can give', () => {
		const now = after(MINUTE);
		expect(isAllowed(action, { session: session({ aal: 1 }), reachable: 2, now })).toBe(false);
		expect(isAllowed(action, { session: session({ aal: 2 }), reachable: 2, now })).toBe(true);
		expect(isAllowed(action, { session: session({ aal: 2 }), reachable: 1, now })).toBe(true);
	});
});

describe('a session that recovered below what its account can reach', () => {
	const mayAt = (action: (typeof ages)[number][0], ms: number, of: Partial<Session> = {}) =>
		isAllowed(action, {
			session: session({ aal: 1, isRecovery: true, ...of }),
			reachable: 2,
			now: after(ms)
		});

	test.each(['change-factors', 'change-password'] as const)('may %s, for ten minutes', (action) => {
		expect(mayAt(action, 10 * MINUTE - 1)).toBe(true);
		expect(mayAt(action, 10 * MINUTE)).toBe(false);
	});

	test.each(['change-email', 'end-sessions', 'administer'] as const)('may not %s', (action) => {
		expect(mayAt(action, 0)).toBe(false);
	});

	test('gains no time by proving less than what was lost', () => {
		const elevatedAt = after(9 * MINUTE);
		expect(mayAt('change-factors', 9 * MINUTE, { elevatedAt })).toBe(true);
		expect(mayAt('change-factors', 10 * MINUTE, { elevatedAt })).toBe(false);
	});
});

test('what was refused for its age stays refused', () => {
	fc.assert(
		fc.property(
			fc.constantFrom(...ages.map(([action]) => action)),
			fc.nat(2 * DAY),
			fc.nat(2 * DAY),
			(action, ms, moreMs) => {
				const mayAt = (age: number) =>
					isAllowed(action, { session: session({ aal: 2 }), reachable: 2, now: after(age) });
				return mayAt(ms) || !mayAt(ms + moreMs);
			}
		)
	);
});

describe('more proof', () => {
	const asked = fc.record({
		action: fc.constantFrom(...ages.map(([action]) => action)),
		aal: fc.constantFrom<Aal>(1, 2),
		reachable: fc.constantFrom<Aal>(1, 2),
		isRecovery: fc.boolean(),
		createdAgo: fc.nat(2 * DAY),
		elevatedAgo: fc.nat(2 * DAY)
	});
	type Asked = typeof asked extends fc.Arbitrary<infer A> ? A : never;
	const may = ({ action, aal, reachable, isRecovery, createdAgo, elevatedAgo }: Asked) =>
		isAllowed(action, {
			session: session({
				aal,
				isRecovery,
				createdAt: after(-createdAgo),
				elevatedAt: after(-elevatedAgo)
			}),
			reachable,
			now: AT
		});

	test('never allows less: neither a younger one, nor a stronger one', () => {
		fc.assert(
			fc.property(asked, fc.nat(2 * DAY), (less, youngerBy) => {
				if (!may(less)) return;
				const elevatedAgo = Math.max(0, less.elevatedAgo - youngerBy);
				expect(may({ ...less, elevatedAgo })).toBe(true);
				expect(may({ ...less, aal: 2 })).toBe(true);
			})
		);
	});

	test('is asked for by every action of whoever has given none for an hour', () => {
		fc.assert(
			fc.property(asked, (one) => {
				expect(may({ ...one, elevatedAgo: HOUR + one.elevatedAgo })).toBe(false);
			})
		);
	});

	test('of what the account can give is asked for by every action, unless it has been lost', () => {
		fc.assert(
			fc.property(asked, (one) => {
				const weak = { ...one, aal: 1, reachable: 2 } as const;
				if (may(weak)) expect(weak.isRecovery && weak.createdAgo < 10 * MINUTE).toBe(true);
			})
		);
	});
});
