/** What leaves the service in tests, kept in lists instead of sent. */
import { createPings, type SendPing } from './backchannel-sign-in/index.ts';
import type { Random } from './core/random.ts';
import type { Clock } from './core/clock.ts';
import { browserOf } from './http/views.ts';
import { createLetters, createOutbox, type Log, type Message } from './notifications/index.ts';
import type { SendLogout } from './logouts/index.ts';
import type { PendingStore } from './pending/index.ts';
import { createPush, type Delivery, type PushCarrier, type PushKeyStore } from './push/index.ts';
import {
	createCodeHash,
	createMailCarry,
	createRequireRoom,
	createSentCodes
} from './sent-codes/index.ts';
import { createTextNotices } from './recovery/index.ts';
import { createTextCarry } from './texts/index.ts';
import type { FactorMethod } from './factors/index.ts';
import type { BudgetStore, RecordRefusal } from './throttling/index.ts';
import type { SendOutcome } from './transactions/index.ts';

/** Countries that get text messages. */
export const COUNTRIES = ['+41', '+49'];

interface Given {
	readonly clock: Clock;
	readonly random: Random;
	readonly pending: PendingStore;
	readonly budgets: BudgetStore;
	readonly recordRefusal: RecordRefusal;
	readonly origin: string;
	readonly productName: string;
	readonly scale: number;
	readonly hasMail: boolean;
	readonly textsPerCountry: number;
	readonly methods: readonly FactorMethod[];
	readonly pushKeys: PushKeyStore;
}

/** As `outgoing.ts` does. */
export function collectOutgoing({ origin, productName, textsPerCountry, ...given }: Given) {
	const mails: Message[] = [];
	const texts: Message[] = [];
	const logged: Parameters<Log>[0][] = [];
	const log: Log = (line) => void logged.push(line);
	const into = (list: Message[]) => ({ send: async (each: Message) => void list.push(each) });
	const mailer = given.hasMail ? into(mails) : undefined;
	const timing = { answeredMs: 0, limitMs: 10_000, pausesMs: [2000, 15_000, 60_000] };
	const outbox = createOutbox({ mailer, ...given, log, timing });
	const letters = createLetters({ productName, origin, browserOf });
	const requireRoom = createRequireRoom(given);
	const textOutbox = createOutbox({ mailer: into(texts), ...given, log, timing, name: 'text' });
	const names = { countries: COUNTRIES, productName, origin };
	const textNotices = createTextNotices({ ...given, ...names, outbox: textOutbox });
	const text = createTextCarry({
		outbox: textOutbox,
		requireRoom,
		countries: COUNTRIES,
		perCountryAndDay: textsPerCountry,
		productName,
		origin
	});
	const codeHash = createCodeHash(given.random.bytes(32));
	const sentCodes = createSentCodes({
		...given,
		codeHash,
		carry: { mail: createMailCarry({ letters, outbox, requireRoom }), text }
	});
	const told = {
		outcomes: [] as { id: string; status: string; url: string }[],
		failures: 0,
		/** An address that takes nothing. */
		closed: ''
	};
	const sendOutcome: SendOutcome = async ({ url }, { id, status }) => {
		if (url === told.closed) throw new Error('Not taken.');
		if (told.failures > 0) {
			told.failures -= 1;
			throw Object.assign(new Error('Not taken.'), { code: 'HTTP 503' });
		}
		told.outcomes.push({ id, status, url });
	};
	const leaving = {
		posted: [] as { url: string; token: string }[],
		failures: 0,
		/** Each call of this address goes on until it is let go. */
		slow: '',
		held: [] as (() => void)[]
	};
	const sendLogout: SendLogout = async (url, token) => {
		if (leaving.slow === url) await new Promise<void>((resolve) => leaving.held.push(resolve));
		if (leaving.failures > 0) {
			leaving.failures -= 1;
			throw new Error('Not taken.');
		}
		leaving.posted.push({ url, token });
	};
	const pushed: Parameters<PushCarrier['deliver']>[0][] = [];
	const pushService = {
		answers: 'sent' as Delivery,
		/** Runs while a message is under way. */
		meanwhile: async (): Promise<void> => undefined
	};
	const push = createPush({
		...given,
		keys: given.pushKeys,
		hosts: [],
		contact: origin,
		carrier: {
			async deliver(message) {
				pushed.push(message);
				await pushService.meanwhile();
				return pushService.answers;
			}
		}
	});
	const pinged: Parameters<SendPing>[0][] = [];
	const pings = createPings({ sendPing: async (ping) => void pinged.push(ping), log });
	const sent = { mails, texts, pushed, pushService, logged, told, pinged, leaving };
	const carried = { outbox, letters, codeHash, textNotices, sentCodes, push };
	return { ...sent, ...carried, log, sendOutcome, sendLogout, pings };
}
