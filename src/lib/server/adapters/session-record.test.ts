import { expect, test } from 'vitest';

import { sampleSession } from '#lib/server/sessions/session-store.contract.ts';
import { newId } from '../core/ids.ts';
import { secureRandom } from '../core/random.ts';
import { toRecord, toSession } from './session-record.ts';

const proof = {
	factor: newId('fct', secureRandom),
	method: 'passkeys',
	authenticator: 'multi-factor-cryptographic',
	key: 'hwk',
	at: new Date(0)
} as const;
const added = { ...proof, factor: newId('fct', secureRandom), isEnrolment: true } as const;
const session = sampleSession({ proofs: [proof, added], amr: ['user', 'mfa', 'hwk'], aal: 2 });
const record = toRecord(session);
const stored = JSON.parse(record.data) as Record<string, unknown> & {
	proofs: [Record<string, unknown>, Record<string, unknown>];
};
const read = (data: unknown) => toSession({ ...record, data: JSON.stringify(data) });

test('what was written is read, and nothing beside it', () => {
	const expected = { ...session, secretHash: undefined };
	expect(read({ ...stored, secretHash: 'x', isAdministrator: true })).toEqual(expected);
});

test.each(Object.keys(stored))('without %s it is no session', (name) => {
	expect(() => read({ ...stored, [name]: undefined })).toThrow();
});

test.each<[string, unknown]>([
	...Object.entries(stored).map(([name, value]): [string, unknown] => [
		name,
		typeof value === 'string' ? 1 : `${String(value)}`
	]),
	['aal', 3],
	['aal', 0],
	['amr', ['pwd', 'root']],
	['lifetime', 'endless'],
	['createdAt', 1.5],
	['endsAt', 9e15 * 2],
	['elevatedAt', null],
	['isRecovery', 0],
	['proofs', [{}]],
	['proofs', [null]],
	['proofs', {}]
])('with %s of %j it is no session', (name, value) => {
	expect(() => read({ ...stored, [name]: value })).toThrow();
});

test.each<[string, unknown]>([
	...['factor', 'method', 'authenticator', 'at'].map((name): [string, unknown] => [
		name,
		undefined
	]),
	['authenticator', 'retina'],
	['key', 'both'],
	['key', 1],
	['at', 'now']
])('with a proof whose %s is %j it is no session', (name, value) => {
	const [one] = stored.proofs;
	expect(() => read({ ...stored, proofs: [{ ...one, [name]: value }] })).toThrow();
});

test.each(['', 'null', '[]', '"x"', '{', '{}'])('%j is no session', (data) => {
	expect(() => toSession({ ...record, data })).toThrow();
});
