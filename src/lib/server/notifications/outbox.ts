/**
 * The outbox: mail that waits to be sent, in memory.
 *
 * Whoever posts never waits and never fails. A mail is tried a few times and then given up, on record in
 * the log. What a crash loses is said in docs/decisions/0016-mail.md.
 */
import type { AccountId } from '#lib/server/core/ids.ts';
import type { Random } from '#lib/server/core/random.ts';
import { UndeliverableError, type Mailer, type Message } from './ports.ts';

export interface Letter extends Omit<Message, 'id'> {
	/** What the log calls it: neither its address nor its words are written there. */
	readonly about: { readonly kind: 'code' | 'notice'; readonly account: AccountId };
}

export interface Outbox {
	/** False where this service has no way to send mail. */
	readonly isOpen: boolean;
	post(letter: Letter): void;
	/** How many have been posted and neither taken nor given up. */
	waiting(): number;
	/** Tries all that waits once more, for ten seconds at most. */
	close(): Promise<void>;
}

/** Writes one line to the log. */
export type Log = (line: Readonly<Record<string, string | number>>) => void;

interface Deps {
	readonly mailer: Mailer | undefined;
	readonly random: Random;
	readonly log: Log;
	/** What the log calls what waits here. */
	readonly name?: 'mail' | 'text';
	/** The time until whoever has asked is answered, that one try may take, and the pauses between tries. */
	readonly timing?: {
		readonly answeredMs: number;
		readonly limitMs: number;
		readonly pausesMs: readonly number[];
	};
}

interface Waiting {
	readonly message: Message;
	readonly about: Letter['about'];
	readonly tries: number;
}

const SECOND = 1000;
const TIMING = {
	answeredMs: 20,
	limitMs: 10 * SECOND,
	pausesMs: [2 * SECOND, 15 * SECOND, 60 * SECOND]
};
const MOST_WAITING = 1000;
const MOST_AT_ONCE = 4;

export function createOutbox({
	mailer,
	random,
	log,
	name = 'mail',
	timing = TIMING
}: Deps): Outbox {
	const queue: Waiting[] = [];
	const paused = new Map<NodeJS.Timeout, Waiting>();
	const sending = new Set<Waiting>();
	let isClosing = false;
	let onEmpty = () => {};

	const count = () => queue.length + paused.size + sending.size;

	const giveUp = ({ about, message, tries }: Waiting, reason: string): void =>
		log({ event: `${name}.lost`, [name]: message.id, ...about, tries, reason });

	const pauseOrGiveUp = (failed: Waiting, error: unknown): void => {
		const pause = timing.pausesMs[failed.tries - 1];
		if (error instanceof UndeliverableError || pause === undefined || isClosing)
			return giveUp(failed, reasonOf(error));
		const timer = setTimeout(() => {
			paused.delete(timer);
			queue.push(failed);
			pump();
		}, pause);
		timer.unref();
		paused.set(timer, failed);
	};

	const send = async (to: Mailer, waiting: Waiting): Promise<void> => {
		sending.add(waiting);
		const tried = { ...waiting, tries: waiting.tries + 1 };
		try {
			await within(timing.limitMs, to.send(waiting.message));
		} catch (error) {
			pauseOrGiveUp(tried, error);
		}
		sending.delete(waiting);
		pump();
	};

	const pump = (): void => {
		while (mailer && sending.size < MOST_AT_ONCE) {
			const next = queue.shift();
			if (!next) break;
			void send(mailer, next);
		}
		if (sending.size === 0 && queue.length === 0) onEmpty();
	};

	return {
		isOpen: mailer !== undefined,
		waiting: count,

		post({ about, ...letter }) {
			if (!mailer) return;
			const id = Buffer.from(random.bytes(16)).toString('base64url');
			const waiting = { message: { id, ...letter }, about, tries: 0 };
			const isFull = count() >= MOST_WAITING;
			if (isFull || isClosing) return giveUp(waiting, isFull ? 'full' : 'closed');
			queue.push(waiting);
			// Once what is being answered is out: how long that takes tells nobody that there was a mail.
			if (timing.answeredMs === 0) pump();
			else setTimeout(pump, timing.answeredMs).unref();
		},

		async close() {
			isClosing = true;
			for (const [timer, waiting] of paused) {
				clearTimeout(timer);
				queue.push(waiting);
			}
			paused.clear();
			const emptied = new Promise<void>((resolve) => (onEmpty = resolve));
			pump();
			await within(timing.limitMs, emptied).catch(() => undefined);
			for (const waiting of [...queue.splice(0), ...sending]) giveUp(waiting, 'closed');
		}
	};
}

function within(limitMs: number, work: Promise<void>): Promise<void> {
	return new Promise((resolve, reject) => {
		const timer = setTimeout(
			() => reject(Object.assign(new Error('Too slow.'), { code: 'ETIMEDOUT' })),
			limitMs
		);
		work.then(resolve, reject).finally(() => clearTimeout(timer));
	});
}

/** A mail server's own words may repeat an address, so only codes are kept. */
function reasonOf(error: unknown): string {
	const { name, code, responseCode } = (error ?? {}) as Record<string, unknown>;
	const parts = [code ?? name, responseCode];
	return parts.filter((part) => typeof part === 'string' || typeof part === 'number').join(' ');
}
