/**
 * Push: telling a browser whose page is closed that something waits for it.
 *
 * This module encrypts, identifies this service, and keeps to a number of messages at once. What is told is an id that
 * says nothing by itself; whom to tell, and who subscribes, is the business of `phones/`. docs/decisions/0029
 */
import type { Clock } from '#lib/server/core/clock.ts';
import type { Random } from '#lib/server/core/random.ts';
import { encryptFor, newKeys, type Subscription } from './encryption.ts';
import { isPushEndpoint } from './endpoint.ts';
import type { Delivery, PushCarrier, PushKeyStore } from './ports.ts';
import { isSubscription } from './subscription.ts';
import { createVapid } from './vapid.ts';

/** `dropped`: too many waited, or the process is about to end. */
export type Pushed = Delivery | 'dropped';

export interface Push {
	/** What a browser subscribes with. */
	publicKey(): Promise<string>;
	/** Whether messages may be sent there. */
	accepts(subscription: Subscription): boolean;
	/** Sends in its turn. Never throws: whoever asks for an approval does not wait for it. */
	send(subscription: Subscription, message: string): Promise<Pushed>;
	/** Drops what waits for its turn, and what comes later. What is under way has the carrier's limit. */
	close(): void;
}

interface Deps {
	readonly clock: Clock;
	readonly random: Random;
	readonly keys: PushKeyStore;
	readonly carrier: PushCarrier;
	/** Hosts of push services beside those that everybody has. */
	readonly hosts: readonly string[];
	readonly contact: string;
	readonly watch?: ((result: Pushed) => void) | undefined;
}

const MOST_AT_ONCE = 8;
const MOST_WAITING = 500;
/** As long as a request can be answered: later, nobody wants to hear of it. */
const SECONDS = 120;

export function createPush({ random, carrier, hosts, watch, ...deps }: Deps): Push {
	const vapid = createVapid(deps);
	const turns = createTurns();

	const deliver = async (subscription: Subscription, message: string): Promise<Delivery> => {
		const { endpoint } = subscription;
		// Again, since a setting may have changed since it was kept.
		if (!isPushEndpoint(endpoint, hosts)) return 'refused';
		const drawn = { salt: random.bytes(16), keys: newKeys() };
		return carrier.deliver({
			endpoint,
			body: encryptFor(subscription, Buffer.from(message), drawn),
			headers: {
				authorization: await vapid.authorization(endpoint),
				'content-encoding': 'aes128gcm',
				'content-type': 'application/octet-stream',
				ttl: String(SECONDS),
				urgency: 'high'
			}
		});
	};

	return {
		publicKey: vapid.publicKey,

		accepts: (subscription) => isSubscription(subscription, hosts),

		async send(subscription, message) {
			const work = () => deliver(subscription, message).catch(() => 'failed' as const);
			const result = (await turns.take(work)) ?? 'dropped';
			watch?.(result);
			return result;
		},

		close: turns.close
	};
}

/** So many at once; undefined for what would wait behind too many, or still waits when they end. */
function createTurns() {
	const waiting: ((isTurn: boolean) => void)[] = [];
	let running = 0;
	let isClosed = false;

	const run = async <Result>(work: () => Promise<Result>): Promise<Result | undefined> => {
		if (running < MOST_AT_ONCE) running += 1;
		else if (!(await new Promise<boolean>((resolve) => waiting.push(resolve)))) return undefined;
		try {
			return await work();
		} finally {
			// A place is handed on, or given up.
			const next = waiting.shift();
			if (next) next(true);
			else running -= 1;
		}
	};

	return {
		take: <Result>(work: () => Promise<Result>): Promise<Result | undefined> | undefined =>
			isClosed || waiting.length >= MOST_WAITING ? undefined : run(work),

		close() {
			isClosed = true;
			for (const goOn of waiting.splice(0)) goOn(false);
		}
	};
}
