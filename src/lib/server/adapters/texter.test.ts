import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import { expect, onTestFinished, test } from 'vitest';

import { fixedClock } from '#lib/server/core/clock.ts';
import { UndeliverableError } from '#lib/server/notifications/index.ts';
import { createTextLog } from './text-log/index.ts';
import { createTextWebhook } from './text-webhook/index.ts';
import { createTwilio } from './twilio/index.ts';

const MESSAGE = { id: 'id', to: '+41791234567', text: '123456' };
const SECRET = 's'.repeat(32);

/** A gateway that answers each request with `status`. */
async function gateway(status: number) {
	const got: { path: string; headers: IncomingHttpHeaders; body: string }[] = [];
	const server = createServer((request, response) => {
		void text(request).then((body) => {
			got.push({ path: request.url ?? '', headers: request.headers, body });
			response.writeHead(status, { location: '/elsewhere' }).end('+41791234567');
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	onTestFinished(() => void server.close());
	return { got, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const webhookAt = (url: string) =>
	createTextWebhook({ url, secret: SECRET, clock: fixedClock(new Date(1_700_000_000_000)) });

test('the webhook gets the message, signed with its time', async () => {
	const { got, url } = await gateway(204);
	await webhookAt(url).send(MESSAGE);
	const { body = '', headers } = got[0] ?? {};
	expect(JSON.parse(body)).toEqual(MESSAGE);
	const signature = createHmac('sha256', SECRET).update(`1700000000.${body}`).digest('hex');
	expect(headers?.['latchkey-signature']).toBe(`t=1700000000,v1=${signature}`);
});

test('Twilio gets the message as its API wants it', async () => {
	const { got, url: api } = await gateway(201);
	await createTwilio({ account: 'AC1', token: 'token', from: '+15005550006', api }).send(MESSAGE);
	await createTwilio({ account: 'AC1', token: 'token', from: 'MG1', api }).send(MESSAGE);
	expect(got[0]).toMatchObject({
		path: '/2010-04-01/Accounts/AC1/Messages.json',
		headers: { authorization: `Basic ${Buffer.from('AC1:token').toString('base64')}` }
	});
	const fields = got.map(({ body }) => Object.fromEntries(new URLSearchParams(body)));
	expect(fields).toEqual([
		{ To: '+41791234567', Body: '123456', From: '+15005550006' },
		{ To: '+41791234567', Body: '123456', MessagingServiceSid: 'MG1' }
	]);
});

test.each([302, 400, 401, 404])(
	'a gateway that answers %i is not asked again, nor followed',
	async (status) => {
		const { got, url } = await gateway(status);
		await expect(webhookAt(url).send(MESSAGE)).rejects.toBeInstanceOf(UndeliverableError);
		expect(got).toHaveLength(1);
	}
);

test.each([408, 429, 500, 503])(
	'a gateway that answers %i may be asked again, and its words are not kept',
	async (status) => {
		const { url } = await gateway(status);
		const error = await webhookAt(url)
			.send(MESSAGE)
			.catch((caught: unknown) => caught);
		expect(error).not.toBeInstanceOf(UndeliverableError);
		expect(error).toMatchObject({ code: `HTTP ${status}` });
		expect(String(error)).not.toContain('+41');
	}
);

test('the log shows the message, for development', async () => {
	const lines: string[] = [];
	await createTextLog((line) => void lines.push(line)).send(MESSAGE);
	expect(lines.join('')).toContain('123456');
});
