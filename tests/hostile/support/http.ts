/** HTTP as an attacker speaks it: any method, header and byte, and the answer as it came. */
import { Agent, request as open, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface Sent {
	readonly method?: string;
	/** As it stands in the request line. */
	readonly path: string;
	/** One that is undefined is not sent. */
	readonly headers?: Headers;
	readonly body?: string | Uint8Array | undefined;
}

export interface Answer {
	readonly sent: Sent;
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	/** Whole, one for each `Set-Cookie`. */
	readonly cookies: readonly string[];
	readonly body: string;
}

/** The members of a JSON body that tests look at. */
export interface Json {
	readonly code?: string;
	readonly id?: string;
	readonly fields?: readonly string[];
	readonly [member: string]: unknown;
}

const agent = new Agent({ keepAlive: true });

export function send(port: number, sent: Sent): Promise<Answer> {
	const { method = 'GET', path, headers = {}, body } = sent;
	const given = Object.entries(headers).filter(([, value]) => value !== undefined);
	const pairs = given.flatMap(([name, value]) =>
		[value].flat().flatMap((each) => [name, `${each}`])
	);
	const own = given.map(([name]) => name.toLowerCase());
	if (!own.includes('host')) pairs.push('host', `localhost:${port}`);
	if (body !== undefined && !own.includes('content-length') && !own.includes('transfer-encoding'))
		pairs.push('content-length', `${Buffer.byteLength(body)}`);
	return new Promise((resolve, reject) => {
		open({ agent, host: '127.0.0.1', port, method, path, headers: pairs })
			.once('error', reject)
			.once('response', (response) => {
				const { statusCode: status = 0, headers: got } = response;
				const cookies = got['set-cookie'] ?? [];
				text(response).then(
					(read) => resolve({ sent, status, headers: got, cookies, body: read }),
					reject
				);
			})
			.end(body);
	});
}

/** An empty object for what is not JSON. */
export function json({ body, headers }: Answer): Json {
	return /\bjson\b/.test(headers['content-type'] ?? '') ? (JSON.parse(body) as Json) : {};
}

function parseAnswer(text: string): Answer {
	const [head = '', ...rest] = text.split('\r\n\r\n');
	const [first = '', ...lines] = head.split('\r\n');
	const pairs = lines.map((line) => {
		const [name = '', ...value] = line.split(':');
		return [name.toLowerCase(), value.join(':').trim()] as const;
	});
	return {
		sent: { path: 'bytes' },
		status: Number(first.split(' ')[1]),
		headers: Object.fromEntries(pairs),
		cookies: pairs.filter(([name]) => name === 'set-cookie').map(([, value]) => value),
		body: rest.join('\r\n\r\n')
	};
}

/** Sends bytes as they are, and reads every answer until the server closes the connection. */
export function sendRaw(port: number, bytes: string | Uint8Array): Promise<readonly Answer[]> {
	return new Promise((resolve, reject) => {
		const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
		let got = '';
		const end = () =>
			resolve(
				got
					.split(/^(?=HTTP\/1\.1 )/m)
					.filter(Boolean)
					.map(parseAnswer)
			);
		socket
			.setEncoding('latin1')
			.on('data', (read: string) => (got += read))
			.once('error', (error: NodeJS.ErrnoException) =>
				error.code === 'ECONNRESET' ? end() : reject(error)
			)
			.once('close', end);
	});
}
