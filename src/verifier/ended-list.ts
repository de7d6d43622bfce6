/**
 * The list of what has ended, held beside an API: filled and kept up to date by a stream, and never taken for whole
 * when it is not. docs/client.md
 */
import { eventsOf, type ServerSentEvent } from './events.ts';
import { randomFraction } from './surroundings.ts';

/** What of a token may have ended. */
export interface Bonds {
	readonly iat: number;
	readonly jti: string;
	readonly sid: string;
	readonly client_id: string;
	readonly grant_id?: string;
	readonly consent_id?: string;
	readonly offline_access?: boolean;
}

export type Judgement = 'good' | 'ended' | 'unknown';

export interface EndedList {
	judge(bonds: Bonds): Judgement;
	/** Listens no more; nothing is known from then on. */
	close(): void;
}

interface Deps {
	readonly issuer: string;
	/** Of a client with the audience of this API. */
	readonly authorization: string;
	readonly fetch: typeof fetch;
	readonly now: () => Date;
}

const SECOND = 1000;
/** Three times as long as the service is silent at most: what was heard before that says nothing about now. */
const SILENCE_MS = 15 * SECOND;
const LONGEST_PAUSE_MS = 30 * SECOND;
const FIRST_PAUSE_MS = 250;
const NAMES = ['sid', 'grant_id', 'consent_id', 'jti'] as const;

type Said = Readonly<Record<string, unknown>>;

/** What is known, as it is told. */
function createKnowledge(now: () => Date) {
	const ends = new Map<string, number>();
	/** Until when tokens that were made at or before an instant are looked for. */
	const made = new Map<number, number>();
	let clients: ReadonlySet<unknown> = new Set();
	let isWhole = false;
	let heardAt = 0;

	const forgetOld = (): void => {
		const seconds = now().getTime() / SECOND;
		for (const [name, until] of ends) if (until <= seconds) ends.delete(name);
		for (const [instant, until] of made) if (until <= seconds) made.delete(instant);
	};

	const hear: Readonly<Record<string, (said: Said) => void>> = {
		reset() {
			ends.clear();
			made.clear();
			isWhole = false;
		},
		ended(said) {
			const until = Number(said['until']);
			for (const name of NAMES) {
				const value = said[name];
				if (typeof value === 'string') ends.set(`${name} ${value}`, until);
			}
			if (typeof said['iat'] === 'number') made.set(said['iat'], until);
		},
		current({ client_ids }) {
			clients = new Set(Array.isArray(client_ids) ? client_ids : []);
			isWhole = true;
			heardAt = now().getTime();
			forgetOld();
		}
	};

	return {
		/** What has a name that nobody knows is for another. */
		hear(event: string, said: Said): void {
			if (Object.hasOwn(hear, event)) hear[event]?.(said);
		},

		judge(bonds: Bonds): Judgement {
			// One for offline access outlives the session that it was given in.
			const names = NAMES.filter((name) => name !== 'sid' || bonds.offline_access !== true);
			const isEnded =
				names.some((name) => ends.has(`${name} ${bonds[name]}`)) ||
				[...made.keys()].some((instant) => bonds.iat <= instant);
			if (isEnded) return 'ended';
			if (!isWhole || now().getTime() - heardAt > SILENCE_MS) return 'unknown';
			return clients.has(bonds.client_id) ? 'good' : 'ended';
		}
	};
}

/** How long to wait after so many tries in vain, each at another moment than others would. */
function pauseAfter(failures: number, asked: number): number {
	const most = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures);
	return Math.max(asked, most * (0.5 + randomFraction() / 2));
}

const askedPause = ({ headers }: Response): number =>
	Math.min(LONGEST_PAUSE_MS, (Number(headers.get('retry-after')) || 0) * SECOND);

export function createEndedList({ issuer, authorization, fetch: send, now }: Deps): EndedList {
	const url = new URL('/api/v1/tokens/ended', issuer);
	const knowledge = createKnowledge(now);
	const closing = new AbortController();
	let position: string | undefined;

	const take = ({ event, data, id }: ServerSentEvent): void => {
		knowledge.hear(event, JSON.parse(data || '{}') as Said);
		if (id !== undefined) position = id === '' ? undefined : id;
	};

	/** Listens until it is over; says how long to wait at least, or undefined where something was heard. */
	const listen = async (): Promise<number | undefined> => {
		const silence = new AbortController();
		let timer: NodeJS.Timeout | undefined;
		const patient = () => {
			clearTimeout(timer);
			timer = setTimeout(() => silence.abort(), SILENCE_MS);
		};
		patient();
		let pause: number | undefined = 0;
		try {
			const response = await send(url, {
				headers: {
					authorization,
					accept: 'text/event-stream',
					...(position !== undefined && { 'last-event-id': position })
				},
				cache: 'no-store',
				redirect: 'error',
				signal: AbortSignal.any([silence.signal, closing.signal])
			});
			if (!response.ok || !response.body) {
				await response.body?.cancel();
				return askedPause(response);
			}
			for await (const event of eventsOf(response.body)) {
				patient();
				take(event);
				pause = undefined;
			}
		} catch {
			// It was cut off, or is nonsense: what was heard until then counts until it is too old.
		} finally {
			clearTimeout(timer);
			silence.abort();
		}
		return pause;
	};

	const listenOn = async (): Promise<void> => {
		for (let failures = 0; !closing.signal.aborted;) {
			const pause = await listen();
			failures = pause === undefined ? 0 : failures + 1;
			if (closing.signal.aborted) return;
			await new Promise<void>((resolve) => {
				const timer = setTimeout(resolve, pauseAfter(failures, pause ?? 0));
				closing.signal.addEventListener('abort', () => {
					clearTimeout(timer);
					resolve();
				});
			});
		}
	};
	void listenOn();

	return {
		judge: (bonds) => (closing.signal.aborted ? 'unknown' : knowledge.judge(bonds)),
		close: () => closing.abort()
	};
}
