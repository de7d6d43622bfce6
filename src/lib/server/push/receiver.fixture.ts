/** A browser’s half of Web Push, for tests: it subscribes, and opens what it gets. RFC 8291 §3.4, by itself. */
import { createDecipheriv, createECDH, createHmac, randomBytes } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

const mac = (key: Uint8Array, ...parts: readonly Uint8Array[]): Buffer => {
	const hmac = createHmac('sha256', key);
	for (const part of parts) hmac.update(part);
	return hmac.digest();
};
/** RFC 5869 for one block. */
const derive = (salt: Uint8Array, secret: Uint8Array, info: Uint8Array): Buffer =>
	mac(mac(salt, secret), info, Buffer.of(1));

export function createSubscriber(given: { privateKey?: string; auth?: string } = {}) {
	const ecdh = createECDH('prime256v1');
	if (given.privateKey) ecdh.setPrivateKey(Buffer.from(given.privateKey, 'base64url'));
	else ecdh.generateKeys();
	const auth = given.auth ? Buffer.from(given.auth, 'base64url') : randomBytes(16);
	const point = ecdh.getPublicKey();
	return {
		at: (endpoint: string) => ({
			endpoint,
			p256dh: point.toString('base64url'),
			auth: auth.toString('base64url')
		}),
		open(body: Buffer): string {
			const [salt, length] = [body.subarray(0, 16), body.readUInt8(20)];
			const sender = body.subarray(21, 21 + length);
			const record = body.subarray(21 + length);
			const info = Buffer.concat([Buffer.from('WebPush: info\0'), point, sender]);
			const secret = derive(auth, ecdh.computeSecret(sender), info);
			const of = (name: string) => Buffer.from(`Content-Encoding: ${name}\0`);
			const key = derive(salt, secret, of('aes128gcm')).subarray(0, 16);
			const nonce = derive(salt, secret, of('nonce')).subarray(0, 12);
			const opening = createDecipheriv('aes-128-gcm', key, nonce);
			opening.setAuthTag(record.subarray(-16));
			const padded = Buffer.concat([opening.update(record.subarray(0, -16)), opening.final()]);
			return padded.subarray(0, padded.lastIndexOf(2)).toString();
		}
	};
}

interface Got {
	readonly path: string;
	readonly headers: IncomingHttpHeaders;
	readonly body: Buffer;
}

/** A push service on loopback. It answers as it is told to, and keeps what came. */
export async function openPushService() {
	const got: Got[] = [];
	const says = { status: 201, headers: {} as Record<string, string> };
	const server = createServer((request, response) => {
		void buffer(request).then((body) => {
			got.push({ path: request.url ?? '', headers: request.headers, body });
			response.writeHead(says.status, says.headers).end();
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	return {
		origin,
		got,
		says,
		close: () => new Promise<void>((resolve) => void server.close(() => resolve()))
	};
}
