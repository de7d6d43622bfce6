import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';

import type { AccountId } from '#lib/server/core/ids.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import { createOutbox, type Log } from './outbox.ts';
import { UndeliverableError, type Message } from './ports.ts';

const about = { kind: 'code', account: 'acc_1' as AccountId } as const;
const letter = { to: 'ada@example.org', subject: 'Hello', text: 'A secret: 123456', about };
const timing = { answeredMs: 0, limitMs: 50, pausesMs: [1, 1] };

/** A mailer of which each try does what its turn says; the last turn stays. */
function open(...turns: ((message: Message) => Promise<void>)[]) {
	const tried: Message[] = [];
	const lines: Parameters<Log>[0][] = [];
	const mailer = {
		send(message: Message) {
			tried.push(message);
			return (turns[tried.length - 1] ?? turns.at(-1))?.(message) ?? Promise.resolve();
		}
	};
	const log: Log = (line) => void lines.push(line);
	return { tried, lines, outbox: createOutbox({ mailer, random: secureRandom, log, timing }) };
}

const fail = (error: Error) => () => Promise.reject(error);
const gone = Object.assign(new Error('no route to ada@example.org'), { code: 'ECONNECTION' });

test('a mail goes once who asked for it is answered, and all goes at the end', async () => {
	const tried: Message[] = [];
	const mailer = { send: async (message: Message) => void tried.push(message) };
	const patient = { ...timing, answeredMs: 60_000 };
	const log = () => undefined;
	const outbox = createOutbox({ mailer, random: secureRandom, log, timing: patient });
	outbox.post(letter);
	expect(tried).toEqual([]);
	expect(outbox.waiting()).toBe(1);
	await outbox.close();
	expect(tried).toMatchObject([{ to: letter.to }]);
});

test('a mail that fails is tried again, as the same mail', async () => {
	const { outbox, tried, lines } = open(fail(gone), () => Promise.resolve());
	outbox.post(letter);
	await expect.poll(() => tried.length).toBe(2);
	expect(tried[0]?.id).toBe(tried[1]?.id);
	expect(lines).toEqual([]);
});

test('after the last try it is given up, and the log has neither its address nor its words', async () => {
	const { outbox, tried, lines } = open(fail(gone));
	outbox.post(letter);
	await expect.poll(() => lines.length).toBe(1);
	expect(tried).toHaveLength(3);
	expect(lines[0]).toMatchObject({ event: 'mail.lost', ...about, tries: 3, reason: 'ECONNECTION' });
	expect(JSON.stringify(lines)).not.toMatch(/ada@|123456/);
});

test('what the mail server refuses for good is not tried again', async () => {
	const refused = Object.assign(new UndeliverableError('no'), { responseCode: 550 });
	const { outbox, tried, lines } = open(fail(refused));
	outbox.post(letter);
	await expect.poll(() => lines.length).toBe(1);
	expect(tried).toHaveLength(1);
	expect(lines[0]).toMatchObject({ reason: 'UndeliverableError 550' });
});

test('a mail server that hangs does not hold up whoever posts', async () => {
	const { outbox, lines } = open(() => new Promise<void>(() => {}));
	outbox.post(letter);
	await expect.poll(() => lines.length).toBe(1);
	expect(lines[0]).toMatchObject({ reason: 'ETIMEDOUT', tries: 3 });
});

test('four are sent at once, the others wait for their turn', async () => {
	const endings: (() => void)[] = [];
	const { outbox, tried } = open(() => new Promise((resolve) => void endings.push(resolve)));
	for (let at = 0; at < 6; at++) outbox.post(letter);
	expect(tried).toHaveLength(4);
	endings.shift()?.();
	await expect.poll(() => tried.length).toBe(5);
});

test('more than a thousand do not wait, and the log says so', () => {
	const { outbox, lines } = open(() => new Promise<void>(() => {}));
	for (let at = 0; at < 1002; at++) outbox.post(letter);
	expect(lines.map(({ reason }) => reason)).toEqual(['full', 'full']);
});

test('at the end all that waits is tried once more, and then none is left', async () => {
	const lasting = { answeredMs: 0, limitMs: 50, pausesMs: [60_000] };
	const tried: Message[] = [];
	const lines: unknown[] = [];
	const mailer = {
		async send(message: Message) {
			tried.push(message);
			if (tried.length === 1) throw gone;
		}
	};
	const log: Log = (line) => void lines.push(line);
	const outbox = createOutbox({ mailer, random: secureRandom, log, timing: lasting });
	outbox.post(letter);
	await pause(5);
	expect(tried).toHaveLength(1);
	await outbox.close();
	expect(tried).toHaveLength(2);
	expect(lines).toEqual([]);
	outbox.post(letter);
	expect(lines).toMatchObject([{ reason: 'closed', tries: 0 }]);
});

test('an end does not wait for a mail server that hangs', async () => {
	const { outbox, lines } = open(() => new Promise<void>(() => {}));
	outbox.post(letter);
	await outbox.close();
	expect(lines.length).toBeGreaterThan(0);
});
