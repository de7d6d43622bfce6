/**
 * The process behind the limits. `/healthz` answers a constant; `/session` hashes a cookie and does one GET in
 * Redis; `/page` sends a page that was rendered before.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createClient } from 'redis';

const { PORT, REDIS_URL, BENCH_PAGE } = process.env;

const client = REDIS_URL ? await createClient({ url: REDIS_URL }).connect() : undefined;
const page = BENCH_PAGE ? readFileSync(BENCH_PAGE) : Buffer.alloc(0);
const constant = Buffer.from(JSON.stringify({ status: 'alive' }));

function send(response, type, body) {
	response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
	response.end(body);
}

const answers = {
	'/healthz': async (_, response) => send(response, 'application/json', constant),
	'/page': async (_, response) => send(response, 'text/html', page),
	'/session': async ({ headers }, response) => {
		const token = /(?:^|; )latchkey=([^;]+)/.exec(headers.cookie ?? '')?.[1] ?? '';
		const key = createHash('sha256').update(token).digest('base64url');
		send(response, 'application/json', (await client.get(`bare:${key}`)) ?? '{}');
	}
};

process.once('disconnect', () => process.exit(0));
createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
	const answer = answers[request.url];
	if (answer) void answer(request, response);
	else response.writeHead(404).end();
}).listen(Number(PORT), '127.0.0.1');
