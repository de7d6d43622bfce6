import { expect, test, vi } from 'vitest';

import { createPings } from './pings.ts';

const PING = { client: 'told', uri: 'https://told.example.org/ciba', token: 'its own', id: 'one' };

/** An address that takes nothing so many times. */
function open(failures: number, code = 'HTTP 503') {
	const tries: string[] = [];
	const lines: object[] = [];
	const pings = createPings({
		async sendPing({ id }) {
			tries.push(id);
			if (tries.length <= failures) throw Object.assign(new Error('No.'), { code });
		},
		log: (line) => void lines.push(line),
		pausesMs: [1, 1, 1]
	});
	return { pings, tries, lines };
}

test('a ping that is not taken is tried again, until it is', async () => {
	const { pings, tries, lines } = open(2);
	pings.send(PING);
	await vi.waitFor(() => expect(tries).toHaveLength(3));
	expect(lines).toEqual([]);
});

test('one that is never taken is given up, with a line that says nothing of its token', async () => {
	const { pings, tries, lines } = open(9);
	pings.send(PING);
	await vi.waitFor(() => expect(lines).toHaveLength(1));
	expect(tries).toHaveLength(4);
	expect(lines).toEqual([{ event: 'ping.lost', client: 'told', tries: 4, reason: 'HTTP 503' }]);
});

test('one that is refused is given up at once, and one that comes too soon is not', async () => {
	for (const code of ['HTTP 400', 'HTTP 401', 'HTTP 403', 'HTTP 404', 'HTTP 410']) {
		const { pings, tries, lines } = open(9, code);
		pings.send(PING);
		await vi.waitFor(() => expect(lines).toHaveLength(1));
		expect(tries).toHaveLength(1);
		expect(lines).toMatchObject([{ reason: code }]);
	}
	for (const code of ['HTTP 408', 'HTTP 429', 'HTTP 307', 'ECONNREFUSED']) {
		const { pings, tries } = open(1, code);
		pings.send(PING);
		await vi.waitFor(() => expect(tries).toHaveLength(2));
	}
});

test('a service that ends tries no more', async () => {
	const { pings, tries, lines } = open(9);
	pings.close();
	pings.send(PING);
	await vi.waitFor(() => expect(lines).toHaveLength(1));
	expect(tries).toHaveLength(1);
});
