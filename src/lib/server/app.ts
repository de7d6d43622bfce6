/** The composition root: configuration, stores and adapters become capabilities. */
import { createInvitations } from '#lib/server/accounts/index.ts';
import { createApplications } from './applications/index.ts';
import type { App } from './app-interface.ts';
import { createAdministration } from './administration/index.ts';
import { announced, createRecord, verifyChain } from './audit/index.ts';
import { createApprovals } from './approvals/index.ts';
import { createBackchannelSignIn, type BackchannelSignIn } from './backchannel-sign-in/index.ts';
import { openBrowsers } from './browsers.ts';
import { createChallenges, createKeep } from './challenges/index.ts';
import { createClientDirectory, createClientRegister } from './clients/index.ts';
import type { Config } from './config/index.ts';
import { createAskers } from './askers/index.ts';
import { createConsents } from './consents/index.ts';
import { systemClock } from './core/clock.ts';
import { secureRandom } from './core/random.ts';
import { createDeletion } from './deletion/index.ts';
import { createDisowning } from './disowning/index.ts';
import { createEndedTokens, listsEnded } from './ended-tokens/index.ts';
import {
	createEnrolments,
	createPasswordChanges,
	createRecoveryCodeSets
} from './enrolment/index.ts';
import { createEmailProofs } from './email-proofs/index.ts';
import { createForwardAuth } from './forward-auth/index.ts';
import { createIdentities, createRetelling } from './identities/index.ts';
import { createMethods } from './factors/index.ts';
import { qrCode } from './factors/phones/index.ts';
import { createCookieJar } from './http/cookies.ts';
import { browserOf } from './http/views.ts';
import { lacksRequiredFactor } from './http/required-factor.ts';
import { createLogouts, createServingSessions } from './logouts/index.ts';
import { createNotices, type Log as MailTold } from './notifications/index.ts';
import { openOutgoing } from './outgoing.ts';
import { createOpenId } from './openid/index.ts';
import { endOffline } from './offline-access/index.ts';
import { createPhoneSignIn } from './phone-sign-in/index.ts';
import {
	createErrands,
	createLinks,
	createPhoneService,
	createPushes,
	type Phones
} from './phones/index.ts';
import { createPasswordHasher } from './passwords/index.ts';
import { reachableAal } from './policy/index.ts';
import { createProfiles } from './profiles/index.ts';
import { createRecoveries, createSweep } from './recovery/index.ts';
import { createSelfCheck } from './self-check/index.ts';
import { createSignIn, createStepUp } from './sign-in/index.ts';
import { createSignUp } from './sign-up/index.ts';
import { createLog, securityFields } from './telemetry/index.ts';
import { openMetrics, openStores, timedStores, type Outside } from './stores.ts';
import { createSuspicion } from './suspicion/index.ts';
import { createLedger, createTransactions } from './transactions/index.ts';
import { createTokenService } from './tokens/index.ts';
import { createRefusalRecord, createThrottle, createTrespassRecord } from './throttling/index.ts';

export type { App };

async function createApp(
	config: Config,
	outside: Outside = { clock: systemClock, random: secureRandom }
): Promise<App> {
	const write = (line: string) => void process.stderr.write(line);
	const log = createLog({ ...outside, level: config.logLevel, write });
	const metrics = await openMetrics(config);
	const opened = await openStores(config, outside);
	const { sql, volatile, keys, secrets, kind, ready, prepared, close } = metrics
		? timedStores(opened, metrics.called)
		: opened;
	const { origin, rpId, relatedOrigins, productName, isSecure, throttleScale: scale } = config;
	const { audit, transact } = announced(
		{ audit: sql.stores.audit, transact: sql.transact },
		(events) => {
			notices.recorded(events);
			suspicion.recorded(events);
			metrics?.recorded(events);
			for (const event of events) log.info('security', securityFields(event));
			retold(events);
		}
	);
	const stores = { ...sql.stores, audit };
	const identities = createIdentities({ ...stores, identities: volatile.identities });
	const onRetelling = (error: unknown) => log.error('error', { error });
	const retold = createRetelling({ identities, onError: onRetelling });
	const hasher = createPasswordHasher({ watch: metrics?.hashing });
	const rp = { id: rpId, name: productName, origins: [origin, ...relatedOrigins] };
	const isOn = (method: string) => config.methods.includes(method);
	const { textCountries } = config;
	const ground = { ...outside, hasher, rp, origin, browserOf, isOn, textCountries };
	const methods = createMethods(ground);
	const record = createRecord(outside);
	const onEnded = () => [leaving, endedTokens].forEach((each) => each.wake());
	const listEnded = listsEnded(stores.endedTokens);
	const store = endOffline(volatile.sessions, stores.offline);
	const ending = { ...outside, ...stores, store, listEnded, onEnded };
	const { sessions, serve } = createServingSessions(ending);
	const { pending, budgets } = volatile;
	const [secret = new Uint8Array()] = secrets;
	const recordRefusal = createRefusalRecord({ store: budgets, audit, record });
	const recordTrespass = createTrespassRecord({ store: budgets, audit, record });
	const throttle = createThrottle({ store: budgets, secret, scale, recordRefusal });
	const browsing = { known: volatile.knownBrowsers, secrets, record, transact };
	const { cookies, ...browsers } = openBrowsers({ config, ...outside, ...stores, ...browsing });
	const onSettled = () => telling.wake();
	const ledger = createLedger({ ...outside, record, transact, onSettled });
	const announce: Phones['pushes']['announce'] = (approval) => pushes.announce(approval);
	const answered: BackchannelSignIn['answered'] = (...given) =>
		backchannelSignIn.answered(...given);
	const approving = { approvals: volatile.approvals, ledger, announce, answered };
	const approvals = createApprovals({ ...outside, ...approving });
	const links = createLinks({ ...outside, pending, rp });
	const tell: MailTold = ({ event, ...fields }) => {
		metrics?.mailFailed(String(event));
		log.warn(String(event), fields);
	};
	const carried = { config, metrics, pending, budgets, recordRefusal, secret, tell, methods };
	const { outbox, letters, codeHash, textNotices, sentCodes, push, ...outgoing } =
		await openOutgoing({ ...outside, ...carried, pushKeys: stores.pushKeys });
	const errands = createErrands({ approvals, links, sentCodes });
	const guarding = { sessions, serve, throttle, recordRefusal, ...browsers };
	const asked = { sentCodes, errands, identities };
	const kept = { ...outside, ...stores, record, transact, methods, pending };
	const shared = { ...kept, ...guarding, ...asked };

	const onError = (error: unknown) => log.error('push.failed', { error });
	const pushes = createPushes({ ...shared, push, onError });
	// Made before anybody asks for it: what is only read changes nothing.
	await push.publicKey().catch(onError);
	const keep = createKeep(shared);
	const challenges = createChallenges({ ...shared, keep });
	const invitations = createInvitations({ ...shared, mode: config.signUp });
	const contextWords = [productName, new URL(origin).hostname];
	const suspicion = createSuspicion({ ...shared, budgets });
	const passwordChanges = createPasswordChanges({ ...shared, hasher, contextWords });
	const disowning = createDisowning(shared);
	const mail = { ...shared, budgets, outbox, letters, codeHash, textNotices };
	const notices = createNotices({ ...mail, disowning, log: tell, origin });
	const recoveryCodeSets = createRecoveryCodeSets(shared);
	const { recoveryWaitMs: waitMs } = config;
	const setting = { hasher, recoveryCodeSets, contextWords };
	const recoveries = createRecoveries({ ...mail, ...setting, challenges, origin, waitMs });
	const onFailed = (error: unknown) => log.error('sweep.failed', { error });
	const clients = createClientDirectory({ named: config.clients, clients: stores.clients });
	await clients.reread();
	const tokenService = createTokenService({
		...{ ...shared, secrets, budgets, origin, clients },
		tokenReuse: config.tokenReuse
	});
	const rereading = createSweep(clients.reread, (error) =>
		log.error('clients.reread_failed', { error })
	);
	const endedTokens = createEndedTokens({ ...outside, ...stores, throttle, clients });
	const consents = createConsents({ ...shared, clients });
	const sweep = createSweep(recoveries.tellDue, onFailed);
	const askers = createAskers({ ...shared, clients });
	const asking = { approvals, secret, scale, origin, log: tell, askers };
	const transactions = createTransactions({ ...shared, ...outgoing, ...asking, budgets });
	const telling = createSweep(transactions.tellDue, onFailed);
	const stopRecovery = recoveries.stop;
	const signing = { challenges, keep, passwordChanges, suspicion, stopRecovery };
	const signIn = createSignIn({ ...shared, ...signing });
	const calling = { approvals, rp, origin, browserOf };
	const backchannelSignIn = createBackchannelSignIn({
		...{ ...shared, ...outgoing, ...asking, budgets, clients, signIn, productName }
	});
	const openId = createOpenId({
		...shared,
		consents,
		budgets,
		...tokenService,
		clients,
		backchannelSignIn,
		issuer: origin,
		lacksRequiredFactor: (session) => lacksRequiredFactor({ config, ...shared }, session),
		reachable: async (account) => reachableAal(await stores.factors.list(account), methods)
	});
	const parting = { ...openId, clients, onFreed: onEnded, onError: onFailed };
	const logouts = createLogouts({ ...shared, ...outgoing, ...parting });
	const leaving = createSweep(logouts.tellDue, onFailed);
	const rounds = [sweep, telling, rereading, leaving];

	return {
		config,
		methods,
		record,
		recordTrespass,
		sessions,
		challenges,
		invitations,
		log,
		metrics,
		clock: outside.clock,
		accounts: stores.accounts,
		administration: createAdministration({ ...shared, beginRecovery: recoveries.beginFor }),
		applications: createApplications(shared),
		factors: stores.factors,
		forwardAuth: createForwardAuth({ ...shared, sites: config.sites, secrets }),
		identities,
		audit: stores.audit,
		verifyAudit: (options) => verifyChain(sql.auditChain, options),
		cookies: createCookieJar({ isSecure }),
		...cookies,
		deletion: createDeletion({ ...shared, onDeleted: notices.farewell }),
		disowning,
		emailProofs: createEmailProofs(mail),
		enrolments: createEnrolments(shared),
		passwordChanges,
		phones: createPhoneService({ ...shared, ...calling, links, pushes, budgets }),
		phoneSignIn: createPhoneSignIn({ ...shared, ...calling, signIn, draw: qrCode }),
		profiles: createProfiles(shared),
		recoveries,
		rememberedBrowsers: browsers.rememberedBrowsers,
		receipts: stores.receipts,
		served: stores.served,
		selfCheck: createSelfCheck({ ...outside, keys }),
		signIn,
		signUp: createSignUp({ ...shared, ...setting, invitations }),
		stepUp: createStepUp({ ...shared, ...signing, strongActions: config.strongActions }),
		transactions,
		stores: { sql: sql.kind, volatile: kind },
		clients,
		askers,
		consents,
		endedTokens,
		openId,
		clientRegister: createClientRegister({ ...shared, named: config.clients }),
		...tokenService,
		ready,
		prepared,
		watch() {
			for (const round of rounds) round.begin();
		},
		async close() {
			await Promise.all(rounds.map((round) => round.end()));
			await Promise.all([notices.flush(), pushes.close(), logouts.settled()]);
			await outgoing.close();
			await close();
		},
		async firstAdministratorLink() {
			const secret = await invitations.offerFirstAdministrator();
			return secret && `${origin}/sign-up?invitation=${secret}`;
		}
	};
}

const slot = Symbol.for('latchkey.app');
const held = globalThis as { [slot]?: Promise<App> };

/** One app per process, whoever asks first. In development, Kit and Vite load this module twice. */
export function openApp(config: Config): Promise<App> {
	held[slot] ??= createApp(config);
	return held[slot];
}
