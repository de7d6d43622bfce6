import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

import { ClientOfflineError, ErrorReply, RedisClient } from '@redis/client';

import { outage, storeRefusals } from '../outage.ts';

const ANSWER_MS = 1000;
const CONNECT_MS = 1500;
const PING_EVERY_MS = 1000;
const SILENCE_MS = 4000;
const RETRY_AT_MOST_MS = 1000;
const PREPARE_AGAIN_MS = 250;

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

/** Commands sent in one go share a round trip. */
export interface Commands {
	/** Sends a command and returns what Redis replied, unparsed. */
	send(command: Command): Promise<unknown>;
	/** Sends several in one go, under one time limit. */
	sendAll(commands: readonly Command[]): Promise<readonly unknown[]>;
	run(script: Script, call: ScriptCall): Promise<unknown>;
	/** Runs a script for several keys in one go, under one time limit. */
	runAll(script: Script, calls: readonly ScriptCall[]): Promise<readonly unknown[]>;
}

/** A connection that answers or refuses `stores.unavailable` within a second or two, and heals itself. */
export interface Connection extends Commands {
	/** Resolves when it is not being prepared any more: it serves, or it cannot. For who can wait. */
	prepared(): Promise<void>;
	close(): Promise<void>;
}

/** What has to be done on a new connection, also after an interruption, before anybody else is served by it. */
export type Prepare = (commands: Commands) => Promise<void>;

/** A client through all its connections, one after another. */
interface Line {
	readonly client: Client;
	/** Counts connections. */
	turn: number;
	/** Whether the last try to prepare it has worked. */
	attempt: Promise<boolean> | undefined;
	isPrepared: boolean;
}

export function defineScript(text: string): Script {
	return { text, digest: createHash('sha1').update(text).digest('hex') };
}

/** Resolves when it serves, or when it has become clear that this will take longer. */
export async function openConnection(url: string, prepare?: Prepare): Promise<Connection> {
	let lastError: unknown;
	let isClosed = false;
	const served = Promise.withResolvers<void>();

	const isPreparable = async ({ client }: Line): Promise<boolean> => {
		try {
			await prepare?.(commandsOn(() => client));
			return true;
		} catch (error) {
			lastError = error;
			return false;
		}
	};

	/** Tries for as long as the connection lasts; the next one is prepared anew. */
	const makeReady = async (line: Line): Promise<void> => {
		const turn = (line.turn += 1);
		line.isPrepared = false;
		const isCurrent = () => line.turn === turn && line.client.isReady;
		while (isCurrent()) {
			line.attempt = isPreparable(line);
			const isDone = await line.attempt;
			if (!isCurrent()) return;
			if (isDone) {
				line.isPrepared = true;
				return served.resolve();
			}
			await delay(PREPARE_AGAIN_MS, undefined, { ref: false });
		}
	};

	const start = () => {
		const fresh = createOne(url);
		const line: Line = { client: fresh, turn: 0, attempt: undefined, isPrepared: false };
		fresh.on('error', (error) => void (lastError = error));
		// Comes before anything can be sent on the new connection.
		fresh.on('ready', () => void makeReady(line));
		// It tries until it is destroyed, which is how the promise can fail.
		const connected = fresh.connect().then(
			() => undefined,
			(error: unknown) => void (lastError = error)
		);
		return { line, connected };
	};

	const replace = (silent: Client) => {
		if (silent !== line.client || isClosed) return;
		// A peer that is gone without a word would swallow commands for minutes. Everything that waits
		// on this connection fails now, and what follows fails at once until the next one stands.
		({ line, connected } = start());
		silent.destroy();
	};

	const commandsOn = (choose: () => Client): Commands => {
		const within = async <Reply>(ask: (used: Client) => Promise<Reply>): Promise<Reply> => {
			const used = choose();
			try {
				return await answered(ask(used), () => replace(used));
			} catch (error) {
				if (isRefusedByRedis(error)) throw error;
				throw outage(error instanceof ClientOfflineError ? (lastError ?? error) : error);
			}
		};

		const sendAll: Commands['sendAll'] = (commands) =>
			within((used) =>
				Promise.all(commands.map((command) => used.sendCommand(command.map(String))))
			);

		const runAll: Commands['runAll'] = async (script, calls) => {
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
			runAll
		};
	};

	let { line, connected } = start();
	await Promise.race([served.promise, delay(CONNECT_MS, undefined, { ref: false })]);

	return {
		...commandsOn(() => {
			if (!line.isPrepared) throw outage(lastError ?? new Error('Redis is not ready yet.'));
			return line.client;
		}),

		prepared: async () => void (await line.attempt),

		async close() {
			isClosed = true;
			const { client } = line;
			if (client.isReady) await answered(client.close(), () => undefined).catch(() => undefined);
			client.destroy();
			await connected;
		}
	};
}

/**
 * The class itself, which sends commands as words: `createClient` hangs four hundred methods on it, one at a time, in
 * passing memory for which V8 lets the process grow by thirty megabytes.
 */
function createOne(url: string) {
	return new RedisClient({
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
