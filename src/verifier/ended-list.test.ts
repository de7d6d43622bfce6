import { afterEach, describe, expect, test, vi } from 'vitest';

import { createEndedList, type EndedList } from './ended-list.ts';

const SECONDS = Date.UTC(2026, 2, 1, 12) / 1000;
const TOKEN = {
	iat: SECONDS,
	jti: 't1',
	sid: 'ses_1',
	client_id: 'notes',
	grant_id: 'g1',
	consent_id: 'con_1'
};
const UNTIL = SECONDS + 1200;

const open: EndedList[] = [];
afterEach(() => {
	for (const { close } of open.splice(0)) close();
});

/** A stream that says what it is told to, and whoever asks for it. */
function service() {
	const asked: (string | null)[] = [];
	const lines: ReadableStreamDefaultController<Uint8Array>[] = [];
	let refusals = 0;
	let at = SECONDS * 1000;
	const send: typeof fetch = async (input, init) => {
		const { headers } = new Request(input, init);
		asked.push(headers.get('last-event-id'));
		if (refusals > 0) {
			refusals -= 1;
			return new Response('', { status: 503 });
		}
		return new Response(new ReadableStream<Uint8Array>({ start: (line) => void lines.push(line) }));
	};
	const list = createEndedList({
		issuer: 'https://id.example',
		authorization: 'Basic x',
		fetch: send,
		now: () => new Date(at)
	});
	open.push(list);
	return {
		...list,
		asked,
		refuse: (count: number) => (refusals = count),
		advance: (seconds: number) => (at += seconds * 1000),
		/** On the line that is open now, once there is one. */
		async say(...blocks: readonly (string | Uint8Array)[]) {
			await vi.waitUntil(() => lines.length > 0, { timeout: 20_000 });
			const encoder = new TextEncoder();
			for (const block of blocks)
				lines.at(-1)?.enqueue(typeof block === 'string' ? encoder.encode(block) : block);
		},
		async hangUp() {
			const before = lines.length;
			lines.at(-1)?.close();
			await vi.waitUntil(() => lines.length > before, { timeout: 20_000 });
		},
		becomes: (wanted: string, token: object = {}) =>
			vi.waitUntil(() => list.judge({ ...TOKEN, ...token }) === wanted, { timeout: 20_000 })
	};
}

const RESET = 'event: reset\nid:\ndata: {}\n\n';
const current = (id = '1.a', clients = ['notes']) =>
	`event: current\nid: ${id}\ndata: ${JSON.stringify({ client_ids: clients })}\n\n`;
const ended = (said: object, id = '1.a') =>
	`event: ended\nid: ${id}\ndata: ${JSON.stringify({ ...said, until: UNTIL })}\n\n`;

describe('the list', () => {
	test('knows nothing before it is said that nothing is missing', async () => {
		const { judge, say, becomes } = service();
		expect(judge(TOKEN)).toBe('unknown');
		await say('retry: 1000\n\n', RESET, ended({ sid: 'ses_2' }));
		await becomes('ended', { sid: 'ses_2' });
		expect(judge(TOKEN)).toBe('unknown');
		await say(current());
		await becomes('good');
	});

	test.each([
		['session', { sid: 'ses_1' }],
		['grant', { grant_id: 'g1' }],
		['consent', { consent_id: 'con_1' }],
		['own end', { jti: 't1' }],
		['instant', { iat: SECONDS }]
	])('says what has ended with its %s, and of nothing else', async (_, said) => {
		const { judge, say, becomes } = service();
		await say(RESET, current(), ended(said));
		await becomes('ended');
		const other = {
			...TOKEN,
			iat: SECONDS + 1,
			jti: 't2',
			sid: 'ses_2',
			grant_id: 'g2',
			consent_id: 'con_2'
		};
		expect(judge(other)).toBe('good');
	});

	test('a token without a grant has not ended with one of such a name', async () => {
		const { judge, say, becomes } = service();
		await say(RESET, current(), ended({ grant_id: 'other' }), ended({ sid: 'ses_9' }));
		await becomes('ended', { sid: 'ses_9' });
		expect(judge({ iat: SECONDS, jti: 't1', sid: 'ses_1', client_id: 'notes' })).toBe('good');
	});

	test('a token for offline access outlives the session, and not its grant', async () => {
		const { judge, say, becomes } = service();
		await say(RESET, current(), ended({ sid: 'ses_1' }));
		await becomes('ended');
		expect(judge({ ...TOKEN, offline_access: true })).toBe('good');
		await say(ended({ grant_id: 'g1' }));
		await becomes('ended', { offline_access: true });
	});

	test('tokens of clients that are not there are not good', async () => {
		const { say, becomes } = service();
		await say(RESET, current('1.a', ['another']));
		await becomes('ended');
		await say(RESET, current('1.b', ['another', 'notes']));
		await becomes('good');
	});

	test('takes what comes in pieces', async () => {
		const { say, becomes } = service();
		const text = RESET + ended({ sid: 'ses_ü' }) + current();
		for (const byte of new TextEncoder().encode(text)) await say(Uint8Array.of(byte));
		await becomes('good');
		await becomes('ended', { sid: 'ses_ü' });
	});

	test('is unknown from a reset on, until it is whole again', async () => {
		const { judge, say, becomes } = service();
		await say(RESET, current());
		await becomes('good');
		await say(RESET);
		await becomes('unknown');
		await say(current('2.a'));
		await becomes('good');
		expect(judge(TOKEN)).toBe('good');
	});

	test('is unknown when nothing was heard for a while', async () => {
		const { judge, say, becomes, advance } = service();
		await say(RESET, current());
		await becomes('good');
		advance(15);
		expect(judge(TOKEN)).toBe('good');
		advance(1);
		expect(judge(TOKEN)).toBe('unknown');
		await say(current());
		await becomes('good');
	});

	test('forgets what no token can hang on any more', async () => {
		const { judge, say, becomes, advance } = service();
		await say(RESET, ended({ sid: 'ses_1' }), ended({ iat: SECONDS + 5 }), current());
		await becomes('ended');
		advance(1200);
		await say(current());
		await becomes('good');
		expect(judge({ ...TOKEN, iat: SECONDS - 1 })).toBe('good');
	});
});

describe('whoever holds it', () => {
	test('comes again from where it was, and knows what it knew meanwhile', async () => {
		const { judge, say, becomes, hangUp, asked } = service();
		await say(RESET, ended({ sid: 'ses_2' }, '7.a'), current('8.a'));
		await becomes('good');
		await hangUp();
		expect(asked).toEqual([null, '8.a']);
		expect(judge(TOKEN)).toBe('good');
		expect(judge({ ...TOKEN, sid: 'ses_2' })).toBe('ended');
		await say(ended({ sid: 'ses_1' }, '8.a'), current('9.a'));
		await becomes('ended');
	});

	test('asks for all of it after a reset that was cut off', async () => {
		const { say, becomes, hangUp, asked } = service();
		await say(RESET, current('8.a'));
		await becomes('good');
		await say(RESET);
		await becomes('unknown');
		await hangUp();
		expect(asked).toEqual([null, null]);
	});

	test('tries again while it is refused', async () => {
		const { say, becomes, refuse, asked, hangUp } = service();
		await say(RESET, current('8.a'));
		await becomes('good');
		refuse(2);
		await hangUp();
		expect(asked).toHaveLength(4);
		await say(current('8.a'));
		await becomes('good');
	});

	test('of what is nonsense takes nothing, and comes again', async () => {
		const { judge, say, becomes, asked } = service();
		await say(RESET, 'event: ended\ndata: nonsense\n\n');
		await vi.waitUntil(() => asked.length > 1, { timeout: 20_000 });
		expect(judge(TOKEN)).toBe('unknown');
		await say('event: __proto__\ndata: {}\n\n', 'event: toString\ndata: {}\n\n', RESET, current());
		await becomes('good');
	});

	test('that is closed knows nothing, and asks no more', async () => {
		const { judge, say, becomes, close } = service();
		await say(RESET, current());
		await becomes('good');
		close();
		expect(judge(TOKEN)).toBe('unknown');
	});
});
