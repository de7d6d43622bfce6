/** What leaves the service: mail and text messages for people, joined as the configuration asks for them, outcomes and logouts for applications. */
import { openMailer } from './adapters/mailer.ts';
import type { Prometheus } from './adapters/prometheus/index.ts';
import { postPing } from './adapters/ping-post.ts';
import { postTo } from './adapters/post.ts';
import { postSigned } from './adapters/signed-post.ts';
import { openTexter } from './adapters/texter.ts';
import { createWebPush } from './adapters/web-push/index.ts';
import { createPings } from './backchannel-sign-in/index.ts';
import type { Config } from './config/index.ts';
import { browserOf } from './http/views.ts';
import { createLetters, createOutbox, type Log as Told } from './notifications/index.ts';
import type { SendLogout } from './logouts/index.ts';
import type { PendingStore } from './pending/index.ts';
import {
	createCodeHash,
	createMailCarry,
	createRequireRoom,
	createSentCodes
} from './sent-codes/index.ts';
import type { Outside } from './stores.ts';
import { createPush, type PushKeyStore } from './push/index.ts';
import { createTextNotices } from './recovery/index.ts';
import { createTextCarry } from './texts/index.ts';
import type { FactorMethod } from './factors/index.ts';
import type { BudgetStore, RecordRefusal } from './throttling/index.ts';
import type { SendOutcome } from './transactions/index.ts';

interface Ground extends Outside {
	readonly config: Config;
	readonly metrics: Prometheus | undefined;
	readonly pending: PendingStore;
	readonly budgets: BudgetStore;
	readonly recordRefusal: RecordRefusal;
	readonly pushKeys: PushKeyStore;
	/** At least 32 bytes that only this service has. */
	readonly secret: Uint8Array;
	readonly methods: readonly FactorMethod[];
	/** Hears of what nobody will get. */
	readonly tell: Told;
}

export async function openOutgoing({ config, metrics, tell: log, secret, ...ground }: Ground) {
	const { origin, productName, throttleScale: scale } = config;
	const mailer = await openMailer(config, metrics);
	const outbox = createOutbox({ mailer, ...ground, log });
	metrics?.mailWaits(outbox.waiting);
	const texter = openTexter(config, ground.clock);
	const textOutbox = createOutbox({ mailer: texter, ...ground, log, name: 'text' });
	const letters = createLetters({ productName, origin, browserOf });
	const requireRoom = createRequireRoom({ ...ground, scale });
	const codeHash = createCodeHash(secret);
	const sentCodes = createSentCodes({
		...ground,
		codeHash,
		carry: {
			mail: createMailCarry({ letters, outbox, requireRoom }),
			text: createTextCarry({
				outbox: textOutbox,
				requireRoom,
				countries: config.textCountries,
				perCountryAndDay: config.textPerCountry,
				productName,
				origin
			})
		}
	});
	const sendOutcome: SendOutcome = (to, body) => postSigned({ ...to, clock: ground.clock }, body);
	const pings = createPings({ sendPing: postPing, log });
	/** OpenID Connect Back-Channel Logout 1.0 §2.5. */
	const sendLogout: SendLogout = (url, token) =>
		postTo(url, {
			body: new URLSearchParams({ logout_token: token }).toString(),
			headers: { 'content-type': 'application/x-www-form-urlencoded' }
		});
	const push = createPush({
		...ground,
		keys: ground.pushKeys,
		carrier: createWebPush(),
		hosts: config.pushHosts,
		contact: origin,
		watch: metrics?.pushed
	});
	const textNotices = createTextNotices({
		outbox: textOutbox,
		methods: ground.methods,
		countries: config.textCountries,
		productName,
		origin
	});
	return {
		sendOutcome,
		pings,
		sendLogout,
		textNotices,
		outbox,
		push,
		letters,
		codeHash,
		sentCodes,
		async close() {
			pings.close();
			await Promise.all([outbox.close(), textOutbox.close()]);
		}
	};
}
