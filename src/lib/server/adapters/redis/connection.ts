import { createHash } from 'node:crypto';
import { ClientOfflineError, createClient, ErrorReply } from '@redis/client';

import { outage, storeRefusals } from '../outage.ts';

const ANSWER_MS = 1000;
const CONNECT_MS = 1500;
const PING_EVERY_MS = 1000;
const SILENCE_MS = 4000;
const RETRY_AT_MOST_MS = 1000;

type Client = ReturnType<typeof createOne>;

export interface Script {
	readonly text: string;
	readonly digest: string;
}

/** Where Redis runs a script for one key. */
export interface ScriptCall {
	readonly key: string;
	readonly args: readonly (string | number)[];
}

type Command = readonly (string | number)[];

/**
 * A connection that answers or refuses `stores.unavailable` within a second or two, and heals itself.
 * Commands sent in one go share a round trip.
 */
export interface Connection {
	/** Sends a command and returns what Redis replied, unparsed. */
	send(command: Command): Promise<unknown>;
	/** Sends several in one go, under one time limit. */
	sendAll(commands: readonly Command[]): Promise<readonly unknown[]>;
	run(script: Script, call: ScriptCall): Promise<unknown>;
	/** Runs a script for several keys in one go, under one time limit. */
	runAll(script: Script, calls: readonly ScriptCall[]): Promise<readonly unknown[]>;
	close(): Promise<void>;
}

export function defineScript(text: string): Script {
	return { text, digest: createHash('sha1').update(text).digest('hex') };
}

/** Resolves when connected, or when it has become clear that this will take longer. */
export async function openConnection(url: string): Promise<Connection> {
	let lastError: unknown;
	let isClosed = false;
	const start = () => {
		const fresh = createOne(url);
		fresh.on('error', (error) => void (lastError = error));
		// It tries until it is destroyed, which is how the promise can fail.
		const connected = fresh.connect().then(
			() => undefined,
			(error: unknown) => void (lastError = error)
		);
		return { client: fresh, connected };
	};
	let { client, connected } = start();
	await Promise.race([
		connected,
		new Promise((resolve) => setTimeout(resolve, CONNECT_MS).unref())
	]);

	const replace = (silent: Client) => {
		if (silent !== client || isClosed) return;
		// A peer that is gone without a word would swallow commands for minutes. Everything that waits
		// on this connection fails now, and what follows fails at once until the next one stands.
		({ client, connected } = start());
		silent.destroy();
	};

	const within = async <Reply>(ask: (used: Client) => Promise<Reply>): Promise<Reply> => {
		const used = client;
		try {
			return await answered(ask(used), () => replace(used));
		} catch (error) {
			if (isRefusedByRedis(error)) throw error;
			throw outage(error instanceof ClientOfflineError ? (lastError ?? error) : error);
		}
	};

	const sendAll: Connection['sendAll'] = (commands) =>
		within((used) => Promise.all(commands.map((command) => used.sendCommand(command.map(String)))));

	const runAll: Connection['runAll'] = async (script, calls) => {
		const as = (word: string, body: string) =>
			calls.map(({ key, args }) => [word, body, 1, key, ...args]);
		try {
			return await sendAll(as('EVALSHA', script.digest));
		} catch (error) {
			if (!(error instanceof ErrorReply && error.message.startsWith('NOSCRIPT'))) throw error;
			return sendAll(as('EVAL', script.text));
		}
	};

	return {
		send: (command) => within((used) => used.sendCommand(command.map(String))),
		sendAll,
		run: async (script, call) => (await runAll(script, [call]))[0],
		runAll,

		async close() {
			isClosed = true;
			if (client.isReady) await answered(client.close(), () => undefined).catch(() => undefined);
			client.destroy();
			await connected;
		}
	};
}

function createOne(url: string) {
	return createClient({
		url,
		// A command must not wait for a connection, or a request would.
		disableOfflineQueue: true,
		maintNotifications: 'disabled',
		// The client's own limit ends when a command is written, and costs more than a command; see `answered`.
		commandOptions: { timeout: 0 },
		pingInterval: PING_EVERY_MS,
		socket: {
			connectTimeout: CONNECT_MS,
			// Pings keep a healthy connection from ever being silent for so long.
			socketTimeout: SILENCE_MS,
			reconnectStrategy: (retries) => Math.min(50 * 2 ** retries, RETRY_AT_MOST_MS)
		}
	});
}

/** The reply, or a refusal when Redis keeps silent for too long. */
function answered<Reply>(reply: Promise<Reply>, onSilence: () => void): Promise<Reply> {
	return new Promise((resolve, reject) => {
		let isSettled = false;
		const timer = setTimeout(() => {
			// If this process was busy the reply may lie here unread: it goes first.
			setImmediate(() => {
				if (isSettled) return;
				reject(storeRefusals.unavailable({ cause: new Error('Redis did not answer in time.') }));
				onSilence();
			});
		}, ANSWER_MS);
		const settle = () => {
			isSettled = true;
			clearTimeout(timer);
		};
		reply.then(
			(value) => {
				settle();
				resolve(value);
			},
			(error: Error) => {
				settle();
				reject(error);
			}
		);
	});
}

/** Errors that mean a wrong command, not a Redis that cannot serve right now. */
function isRefusedByRedis(error: unknown): boolean {
	if (!(error instanceof ErrorReply)) return false;
	return !/^(LOADING|READONLY|BUSY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|NOREPLICAS|MISCONF|OOM|NOAUTH|NOPERM)\b/.test(
		error.message
	);
}
