/**
 * The whole domain on stores in memory, with a clock that is moved by hand and a seeded Random: what the
 * composition root joins, for tests of behaviour that crosses capabilities.
 */
import { createHash } from 'node:crypto';
import { onTestFinished } from 'vitest';

import { createInvitations } from './accounts/index.ts';
import { createAdministration } from './administration/index.ts';
import { createApplications } from './applications/index.ts';
import { storeRefusals } from './adapters/outage.ts';
import { openTestStores } from './adapters/testing.ts';
import type { App } from './app.ts';
import {
	announced,
	createRecord,
	verifyChain,
	type AuditEvent,
	type NewAuditEvent
} from './audit/index.ts';
import { createApprovals } from './approvals/index.ts';
import { createBackchannelSignIn } from './backchannel-sign-in/index.ts';
import { createChallenges, createKeep } from './challenges/index.ts';
import { parseConfig } from './config/index.ts';
import { fixedClock } from './core/clock.ts';
import type { AccountId } from './core/ids.ts';
import type { Random } from './core/random.ts';
import { Refusal } from './core/refusal.ts';
import { createDeletion } from './deletion/index.ts';
import { createDisowning } from './disowning/index.ts';
import { createEmailProofs } from './email-proofs/index.ts';
import { createEndedTokens, listsEnded } from './ended-tokens/index.ts';
import {
	createEnrolments,
	createPasswordChanges,
	createRecoveryCodeSets
} from './enrolment/index.ts';
import { createForwardAuth, type Site } from './forward-auth/index.ts';
import { createIdentities, createRetelling } from './identities/index.ts';
import { createMethods } from './factors/index.ts';
import { qrCode } from './factors/phones/index.ts';
import { browserOf } from './http/views.ts';
import { createCookieJar } from './http/cookies.ts';
import { createLogouts, createServingSessions } from './logouts/index.ts';
import { createNotices, type Message } from './notifications/index.ts';
import { collectOutgoing, COUNTRIES } from './outgoing.fixture.ts';
import { createOpenId } from './openid/index.ts';
import { ACTIONS, reachableAal, type Action } from './policy/index.ts';
import { createPasswordHasher, type Argon2Params, type PasswordHasher } from './passwords/index.ts';
import { createKnownBrowserCookie } from './http/known-browser-cookie.ts';
import { createKnownBrowsers } from './known-browsers/index.ts';
import { createPhoneSignIn } from './phone-sign-in/index.ts';
import { createErrands, createLinks, createPhoneService, createPushes } from './phones/index.ts';
import { createProfiles } from './profiles/index.ts';
import { createRecoveries } from './recovery/index.ts';
import { createRememberedBrowserCookie } from './http/remembered-browser-cookie.ts';
import { createRememberedBrowsers } from './remembered-browsers/index.ts';
import { createSelfCheck } from './self-check/index.ts';
import { createSignIn, createStepUp } from './sign-in/index.ts';
import { createSignUp } from './sign-up/index.ts';
import { createLog } from './telemetry/index.ts';
import { createClientDirectory, createClientRegister } from './clients/index.ts';
import { endOffline } from './offline-access/index.ts';
import { createAskers } from './askers/index.ts';
import { createConsents } from './consents/index.ts';
import { createTokenService } from './tokens/index.ts';
import { createSuspicion } from './suspicion/index.ts';
import { createLedger, createTransactions } from './transactions/index.ts';
import { createRefusalRecord, createThrottle, createTrespassRecord } from './throttling/index.ts';

export const ORIGIN = 'https://id.example.org';
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Later than any real clock, which the session library looks at. */
const NOW = new Date('2101-03-01T12:00:00Z');
/** As little work as argon2 can do. */
const PARAMS: Argon2Params = { memoryKiB: 8, passes: 1, parallelism: 1 };

/** Bytes that are the same in each run, and new at each call. */
export function seededRandom(seed = 'latchkey'): Random {
	let calls = 0;
	return {
		bytes(length) {
			calls += 1;
			const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, at) =>
				createHash('sha256').update(`${seed} ${calls} ${at}`).digest()
			);
			return new Uint8Array(Buffer.concat(blocks).subarray(0, length));
		}
	};
}

/** Counts what is hashed and verified, which is what signing in costs, and can be held up in between. */
function countingHasher(params: Argon2Params = PARAMS) {
	const hasher = createPasswordHasher({ params, concurrency: 4 });
	const work: string[] = [];
	const meanwhile: (() => Promise<unknown>)[] = [];
	const counting: PasswordHasher = {
		async hash(password) {
			work.push('hash');
			const hash = await hasher.hash(password);
			await meanwhile.shift()?.();
			return hash;
		},
		async verify(stored, password) {
			work.push('verify');
			const verdict = await hasher.verify(stored, password);
			await meanwhile.shift()?.();
			return verdict;
		}
	};
	return { ...counting, work, meanwhile };
}

interface Settings {
	readonly signUp?: App['config']['signUp'];
	readonly params?: Argon2Params;
	/** Most tests are not about waiting. */
	readonly throttleScale?: number;
	readonly origin?: string;
	readonly hasMail?: boolean;
	/** Methods that are on beside passkeys. */
	readonly methods?: readonly string[];
	readonly strongActions?: readonly Action[];
	readonly textsPerCountry?: number;
	readonly rememberDays?: number;
	/** As in the settings. */
	readonly recoveryWait?: string;
	readonly sites?: readonly Site[];
	/** As in the settings. */
	readonly clients?: readonly object[];
}

/** What outlives a restart: the stores, and the outside. */
async function openGround() {
	const clock = fixedClock(NOW);
	const stores = await openTestStores({ clock });
	onTestFinished(() => stores.close());
	return { clock, random: seededRandom(), stores };
}

type Ground = Awaited<ReturnType<typeof openGround>>;
export type Service = ReturnType<typeof compose>;

/** Every capability on stores of its own, which close when the test ends. */
export async function openService(settings: Settings = {}): Promise<Service> {
	return compose(await openGround(), settings);
}

/** The service after a restart with other settings. */
export function restarted({ ground }: Service, settings: Settings): Service {
	return compose(ground, settings);
}

const DEFAULTS = { sites: [] as readonly Site[], clients: [] as readonly object[] };

/** As `app.ts` does. */
function compose(ground: Ground, settings: Settings) {
	const {
		signUp = 'open',
		params,
		origin = ORIGIN,
		throttleScale = 10_000,
		sites,
		clients: named
	} = {
		...DEFAULTS,
		...settings
	};
	const { clock, random, stores } = ground;
	const on = settings.methods ?? ['phones', 'photo-codes', 'totp', 'text-codes', 'mail-codes'];
	const hasher = countingHasher(params);
	const parsed = parseConfig({
		LATCHKEY_ORIGIN: origin,
		LATCHKEY_SIGN_UP: signUp,
		LATCHKEY_CLIENTS: JSON.stringify(named)
	});
	const config = { ...parsed, sites };
	const { rpId, productName } = config;
	const rp = { id: rpId, name: productName, origins: [origin] };
	const methods = createMethods({
		clock,
		random,
		hasher,
		rp,
		origin,
		browserOf,
		isOn: (method) => on.includes(method),
		textCountries: COUNTRIES
	});
	const record = createRecord({ clock });
	const onEnded = () => endedTokens.wake();
	const { served, offline } = stores;
	const store = endOffline(stores.sessions, offline);
	const listEnded = listsEnded(stores.endedTokens);
	const ending = { clock, random, served, store, listEnded, onEnded };
	const { sessions, serve } = createServingSessions(ending);
	const { accounts, pending, factors, budgets } = stores;
	const recorded: NewAuditEvent[] = [];
	const { audit, transact } = announced(stores, (events) => {
		recorded.push(...events);
		notices.recorded(events);
		suspicion.recorded(events);
		retold(events);
	});
	const ledger = createLedger({ clock, record, transact, onSettled: () => undefined });
	const approvals = createApprovals({
		clock,
		approvals: stores.approvals,
		ledger,
		announce: (approval) => pushes.announce(approval),
		answered: (...given) => backchannelSignIn.answered(...given)
	});
	const links = createLinks({ clock, random, pending, rp });
	const invitationStore = stores.invitations;
	const shared = { clock, random, accounts, factors, audit, methods };
	const recordRefusal = createRefusalRecord({ store: budgets, audit, record });
	const throttle = createThrottle({
		recordRefusal,
		store: budgets,
		secret: random.bytes(32),
		scale: throttleScale
	});
	const knownBrowsers = createKnownBrowsers({
		clock,
		random,
		store: stores.knownBrowsers,
		secrets: [random.bytes(32)]
	});
	const rememberedBrowsers = createRememberedBrowsers({
		...{ clock, random, record, transact },
		remembered: stores.remembered,
		days: settings.rememberDays ?? config.rememberDays
	});
	const sent = collectOutgoing({
		...{ clock, random, pending, budgets, recordRefusal, origin, productName },
		pushKeys: stores.pushKeys,
		methods,
		scale: throttleScale,
		hasMail: settings.hasMail ?? true,
		textsPerCountry: settings.textsPerCountry ?? 200
	});
	const {
		mails,
		texts,
		logged,
		log,
		outbox,
		letters,
		codeHash,
		textNotices,
		sentCodes,
		told,
		sendOutcome,
		pings,
		leaving,
		sendLogout
	} = sent;
	const errands = createErrands({ approvals, links, sentCodes });
	const identities = createIdentities({ accounts, identities: stores.identities });
	let refreshed: Promise<unknown> = Promise.resolve();
	onTestFinished(async () => void (await refreshed));
	const refresh = async (account: AccountId) => {
		const refreshing = identities.refresh(account);
		refreshed = Promise.allSettled([refreshed, refreshing]);
		return refreshing;
	};
	const retold = createRetelling({
		identities: { refresh },
		onError(error) {
			throw error;
		}
	});
	const more = {
		...shared,
		identities,
		pending,
		sentCodes,
		errands,
		record,
		sessions,
		serve,
		transact,
		throttle,
		recordRefusal,
		knownBrowsers,
		rememberedBrowsers
	};
	const pushes = createPushes({
		...more,
		push: sent.push,
		onError(error) {
			throw error;
		}
	});
	onTestFinished(() => pushes.flush());
	const keep = createKeep(more);
	const challenges = createChallenges({ ...more, keep });
	const invitations = createInvitations({ ...more, invitations: invitationStore, mode: signUp });
	const recoveryCodeSets = createRecoveryCodeSets(more);
	const contextWords = [productName];
	const suspicion = createSuspicion({ ...more, budgets });
	const passwordChanges = createPasswordChanges({ ...more, hasher, contextWords });
	const lines: string[] = [];
	const disowning = createDisowning({ ...more, offline });
	const mail = { ...more, budgets, outbox, letters, codeHash, textNotices };
	const notices = createNotices({ ...mail, disowning, log, origin });
	onTestFinished(() => notices.flush());
	const setting = { hasher, recoveryCodeSets, contextWords };
	const { recoveryWaitMs: waitMs } = settings.recoveryWait
		? parseConfig({ LATCHKEY_RECOVERY_WAIT: settings.recoveryWait })
		: config;
	const recoveries = createRecoveries({
		...mail,
		...setting,
		challenges,
		recoveries: stores.recoveries,
		origin,
		waitMs
	});
	const clients = createClientDirectory({ named: config.clients, clients: stores.clients });
	const { applications } = stores;
	const askers = createAskers({ ...more, applications, askers: stores.askers, clients });
	const asking = { approvals, askers, secret: random.bytes(32), scale: throttleScale, origin, log };
	const transactions = createTransactions({
		...{ ...more, ...asking, budgets, sendOutcome },
		...{ receipts: stores.receipts, applications: stores.applications },
		transactions: stores.transactions
	});
	const signIn = createSignIn({
		...more,
		challenges,
		keep,
		passwordChanges,
		suspicion,
		stopRecovery: recoveries.stop
	});
	const { tokenFamilies, signingKeys, idTokenKeys } = stores;
	const tokenService = createTokenService({
		...{ ...more, tokenFamilies, signingKeys, idTokenKeys, budgets, origin, clients },
		secrets: [random.bytes(32)],
		tokenReuse: config.tokenReuse
	});
	const drawn: string[] = [];
	const draw = (url: string) => {
		drawn.push(url);
		return qrCode(url);
	};
	const endedTokens = createEndedTokens({ ...more, clients, endedTokens: stores.endedTokens });
	const consents = createConsents({ ...more, consents: stores.consents, clients, offline });
	const backchannelSignIn = createBackchannelSignIn({
		...{ ...more, ...asking, budgets, clients, pings, signIn, productName }
	});
	const openId = createOpenId({
		...more,
		offline,
		endedTokens: stores.endedTokens,
		consents,
		...tokenService,
		pending,
		budgets,
		clients,
		backchannelSignIn,
		issuer: origin,
		lacksRequiredFactor: async () => false,
		reachable: async (account) => reachableAal(await stores.factors.list(account), methods)
	});
	const logouts = createLogouts({
		...{ ...more, served, clients, sendLogout },
		logoutToken: openId.logoutToken,
		onFreed: () => undefined,
		onError(error) {
			throw error;
		}
	});
	onTestFinished(() => logouts.settled());
	const app: App = {
		...shared,
		config,
		log: createLog({ clock, level: 'debug', write: (line) => void lines.push(line) }),
		metrics: undefined,
		administration: createAdministration({ ...more, beginRecovery: recoveries.beginFor }),
		record,
		recordTrespass: createTrespassRecord({ store: budgets, audit, record }),
		sessions,
		challenges,
		invitations,
		verifyAudit: (options) => verifyChain(stores.auditChain, options),
		cookies: createCookieJar(config),
		knownBrowserCookie: createKnownBrowserCookie(config),
		deletion: createDeletion({ ...more, onDeleted: notices.farewell }),
		disowning,
		emailProofs: createEmailProofs(mail),
		enrolments: createEnrolments(more),
		passwordChanges,
		phones: createPhoneService({
			...more,
			approvals,
			links,
			pushes,
			budgets,
			rp,
			origin,
			browserOf
		}),
		phoneSignIn: createPhoneSignIn({ ...more, approvals, signIn, rp, origin, browserOf, draw }),
		profiles: createProfiles(more),
		recoveries,
		rememberedBrowserCookie: createRememberedBrowserCookie(config),
		rememberedBrowsers,
		receipts: stores.receipts,
		served,
		selfCheck: createSelfCheck({ random, keys: () => [] }),
		signIn,
		signUp: createSignUp({ ...more, ...setting, invitations }),
		applications: createApplications({ ...more, applications: stores.applications }),
		transactions,
		clients,
		askers,
		consents,
		endedTokens,
		openId,
		clientRegister: createClientRegister({
			...more,
			named: config.clients,
			clients: stores.clients
		}),
		forwardAuth: createForwardAuth({ ...more, sites, secrets: [random.bytes(32)] }),
		identities,
		...tokenService,
		stepUp: createStepUp({
			...more,
			challenges,
			strongActions: settings.strongActions ?? ACTIONS,
			stopRecovery: recoveries.stop
		}),
		stores: { sql: 'SQLite', volatile: 'embedded' },
		ready: async () => undefined,
		prepared: async () => undefined,
		watch: () => undefined,
		close: async () => undefined,
		firstAdministratorLink: () => invitations.offerFirstAdministrator()
	};
	return {
		...app,
		app,
		ground,
		clock,
		random,
		keep,
		approvals,
		backchannelSignIn,
		pinged: sent.pinged,
		errands,
		stores,
		pending,
		/** As an administrator does it, without the ending of what is open. */
		disable: async (id: AccountId) => void (await accounts.changeStatus(id, 'disabled')),
		/** Lets the sessions of an account be ended so many times, and then no more until it is mended. */
		breakEndings({ after }: { after: number }): () => void {
			const { revokeAll } = stores.sessions;
			let left = after;
			stores.sessions.revokeAll = async (...given) => {
				if (left === 0) throw storeRefusals.unavailable();
				left -= 1;
				return revokeAll(...given);
			};
			return () => void (stores.sessions.revokeAll = revokeAll);
		},
		logged,
		/** Addresses that phone sign-in has drawn a picture of. */
		drawn,
		/** Push messages so far, and what the push service says to the next. */
		pushed: sent.pushed,
		pushService: sent.pushService,
		sentCodes,
		/** All text messages so far. */
		texts,
		/** What applications were told, and how many of them do not take it. */
		told,
		logouts,
		/** Logout tokens so far, and what applications make of the next. */
		leaving,
		/** All events so far, also those of no account. */
		recorded,
		/** What the operator's log has. */
		lines,
		hash: hasher.hash,
		work: hasher.work,
		/** All mail so far, once what is held back has been written. */
		async mails(): Promise<readonly Message[]> {
			await suspicion.flush();
			await notices.flush();
			return mails;
		},
		/** Runs once, after the next password has been verified or hashed, and before that is acted upon. */
		meanwhile: (run: () => Promise<unknown>) => void hasher.meanwhile.push(run),
		/** All events of an account, oldest first. */
		async events(account: AccountId): Promise<AuditEvent[]> {
			return (await audit.list(account, { limit: 1000 })).reverse();
		},
		async codesOf(account: AccountId): Promise<string[]> {
			return (await audit.list(account, { limit: 1000 })).reverse().map(({ code }) => code);
		}
	};
}

/** The code of the refusal that `work` ends in, or `nothing refused`. */
export async function refusal(work: Promise<unknown>): Promise<string> {
	try {
		await work;
		return 'nothing refused';
	} catch (error) {
		if (error instanceof Refusal) return error.code;
		throw error;
	}
}

/** Calls 50 times at once, and says how often each outcome came about; `name` names a good one. */
export async function racing<Result>(
	work: (at: number) => Promise<Result>,
	name: (result: Result) => string = () => 'done'
): Promise<Record<string, number>> {
	const outcomes = await Promise.all(
		Array.from({ length: 50 }, async (_, at) => {
			let result: Result | undefined;
			const refused = await refusal(work(at).then((given) => void (result = given)));
			return refused === 'nothing refused' ? name(result as Result) : refused;
		})
	);
	const groups = Map.groupBy(outcomes, (outcome) => outcome);
	return Object.fromEntries([...groups].map(([outcome, all]) => [outcome, all.length]));
}
