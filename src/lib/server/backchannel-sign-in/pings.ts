/**
 * Pings: telling an application that somebody has answered. CIBA Core 1.0 §10.2.
 *
 * They are in memory. What a crash loses the application learns by asking, as it may all along: a ping only makes
 * that sooner, and after two minutes there is nothing left to ask for.
 */
interface Ping {
	readonly client: string;
	readonly uri: string;
	/** The application's own, by which it knows who calls. */
	readonly token: string;
	/** What it asks by. */
	readonly id: string;
}

/** Rejects unless it was taken. */
export type SendPing = (ping: Pick<Ping, 'uri' | 'token' | 'id'>) => Promise<void>;

export interface Pings {
	/** Nobody waits for it. */
	send(ping: Ping): void;
	/** No more tries. */
	close(): void;
}

interface Deps {
	readonly sendPing: SendPing;
	/** Hears of what no application will be told. */
	readonly log: (line: Readonly<Record<string, string | number>>) => void;
	/** Between one try and the next. */
	readonly pausesMs?: readonly number[];
}

const PAUSES_MS = [1000, 5000, 20_000];
/** More than can be answered within a request's life is a fault of whoever takes nothing. */
const MOST_WAITING = 1000;

/** What a failing address answers may say anything, so only a code is written. */
function reasonOf(error: unknown): string {
	const { name = 'unknown', code } = error as { name?: string; code?: unknown };
	return typeof code === 'string' ? code : name;
}

/** Who refuses it, as by a token that it does not know, would refuse it again; but not who is busy. */
const isFinal = (error: unknown): boolean => /^HTTP 4(?!08|29)\d\d$/.test(reasonOf(error));

export function createPings({ sendPing, log, pausesMs = PAUSES_MS }: Deps): Pings {
	const waiting = new Set<NodeJS.Timeout>();
	let isClosed = false;

	const attempt = async (ping: Ping, tries: number): Promise<void> => {
		try {
			await sendPing(ping);
		} catch (error) {
			const pause = isFinal(error) ? undefined : pausesMs[tries - 1];
			if (pause === undefined || isClosed || waiting.size >= MOST_WAITING) {
				const { client } = ping;
				return log({ event: 'ping.lost', client, tries, reason: reasonOf(error) });
			}
			const timer = setTimeout(() => {
				waiting.delete(timer);
				void attempt(ping, tries + 1);
			}, pause);
			timer.unref();
			waiting.add(timer);
		}
	};

	return {
		send: (ping) => void attempt(ping, 1),
		close() {
			isClosed = true;
			for (const timer of waiting) clearTimeout(timer);
			waiting.clear();
		}
	};
}
