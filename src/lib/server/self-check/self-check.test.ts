import { expect, test } from 'vitest';

import { secureRandom } from '#lib/server/core/random.ts';
import { newMasterKey, type MasterKey } from '#lib/server/sealing/index.ts';

import { createSelfCheck } from './self-check.ts';

const [first, second, other] = [0, 1, 2].map(() => newMasterKey(secureRandom)) as [
	MasterKey,
	MasterKey,
	MasterKey
];
const holding = (...keys: MasterKey[]) =>
	createSelfCheck({ keys: () => keys, random: secureRandom });

const seen = {
	at: new Date('2026-11-22T12:00:00.000Z'),
	peer: '10.0.0.1',
	isTrustedPeer: true,
	forwarded: ['192.0.2.1'],
	client: '192.0.2.1'
};

test('who holds the same key asks, and reads what was seen', () => {
	const [shell, server] = [holding(first), holding(first)];
	const question = shell.ask();
	const answer = server.answer(question, seen) ?? '';
	expect(shell.read(question, answer)).toEqual(seen);
	expect(shell.read(question, `${answer}\n`)).toEqual(seen);
});

test('in the middle of a rotation either is understood', () => {
	const [shell, server] = [holding(second, first), holding(first, second)];
	const question = shell.ask();
	expect(shell.read(question, server.answer(question, seen) ?? '')).toEqual(seen);
});

test.each(['', '.', 'nonce', 'nonce.', 'nonce.tag', holding(other).ask()])(
	'a stranger who asks %j gets no answer',
	(question) => {
		expect(holding(first).answer(question, seen)).toBeUndefined();
	}
);

test('a question that was changed gets no answer', () => {
	const question = holding(first).ask();
	expect(holding(first).answer(`x${question}`, seen)).toBeUndefined();
});

test('what another installation, an echo or an earlier answer says is not read', () => {
	const shell = holding(first);
	const question = shell.ask();
	const foreign = holding(other);
	const earlier = shell.answer(shell.ask(), seen) ?? '';
	const theirs = foreign.answer(foreign.ask(), seen) ?? '';
	for (const answer of ['', 'alive', question, theirs, earlier]) {
		expect(shell.read(question, answer)).toBeUndefined();
	}
});

test('an answer that was changed on the way is not read', () => {
	const shell = holding(first);
	const question = shell.ask();
	const answer = shell.answer(question, seen) ?? '';
	const forged = Buffer.from(JSON.stringify({ ...seen, client: '203.0.113.9' }));
	const [, tag] = answer.split('.');
	expect(shell.read(question, `${forged.toString('base64url')}.${tag}`)).toBeUndefined();
});
