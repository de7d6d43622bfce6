/**
 * Disowning: "this was not me". A link in a mail lets whoever reads that mailbox end what an event began.
 *
 * It opens nothing: it only ends sessions and makes known browsers unknown. Telling people is the business
 * of `notifications/`.
 */
import * as v from 'valibot';

import type { AccountStore } from '#lib/server/accounts/index.ts';
import type { AuditLog, NewAuditEvent, Record } from '#lib/server/audit/index.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import type { AccountId, SessionId } from '#lib/server/core/ids.ts';
import type { Random } from '#lib/server/core/random.ts';
import { hashSecret, newSecret } from '#lib/server/core/secret.ts';
import type { KnownBrowsers } from '#lib/server/known-browsers/index.ts';
import type { OfflineStore } from '#lib/server/offline-access/index.ts';
import type { PendingStore } from '#lib/server/pending/index.ts';
import type { RememberedBrowsers } from '#lib/server/remembered-browsers/index.ts';
import type { Sessions } from '#lib/server/sessions/index.ts';
import { Disownable, DISOWNABLE_FOR_MS, disowningRefusals as refuse } from './disowned.ts';

/** Pending records of links belong to no session and no attempt: whoever has the token is the holder. */
const HOLDER = 'disowning';

/** Where somebody else may know the password, its owner chooses another at the next sign-in. */
const PASSWORD_KNOWN: ReadonlySet<string> = new Set([
	'approval.disowned',
	'remembered_browser.copied',
	'sign_in.half_done',
	'sign_in.after_failures'
]);

export interface Disowned {
	readonly ended: readonly SessionId[];
	/** Whether every session of the account was meant. */
	readonly isEverything: boolean;
}

export interface Disowning {
	/** The token of a link for these events of one request; only its hash is kept. */
	issue(about: { account: AccountId; events: readonly NewAuditEvent[] }): Promise<string>;
	/** What the link stands for, without using it: mail scanners look at every link. */
	find(token: string): Promise<Disownable | undefined>;
	/** Ends what was begun. Works once; of racing callers one gets it. Refuses `disowning.gone`. */
	disown(token: string, caller: Caller): Promise<Disowned>;
}

interface Deps {
	readonly clock: Clock;
	readonly random: Random;
	readonly pending: PendingStore;
	readonly accounts: Pick<AccountStore, 'demandPassword'>;
	readonly sessions: Sessions;
	readonly knownBrowsers: KnownBrowsers;
	readonly rememberedBrowsers: Pick<RememberedBrowsers, 'revokeAll'>;
	readonly offline: Pick<OfflineStore, 'removeAll'>;
	readonly audit: AuditLog;
	readonly record: Record;
}

export function createDisowning(deps: Deps): Disowning {
	const { clock, random, pending, sessions, knownBrowsers } = deps;
	const refOf = (token: string) => ({ id: hashSecret(token), holder: HOLDER });

	const find: Disowning['find'] = async (token) => {
		const found = v.safeParse(Disownable, (await pending.find(refOf(token)))?.data);
		return found.success ? found.output : undefined;
	};

	const endSessions = async ({ account, sessions: behind }: Disownable): Promise<SessionId[]> => {
		if (behind.length === 0) return sessions.endAll(account);
		const live = (await sessions.list(account)).filter(({ id }) => behind.includes(id));
		await Promise.all(live.map((session) => sessions.endAny(session)));
		return live.map(({ id }) => id);
	};

	/** Where it is not known which one it was, none is known any more: that costs its owner nothing. */
	const forgetBrowsers = async ({ account, knownBrowser }: Disownable): Promise<void> => {
		if (knownBrowser === undefined) return knownBrowsers.revokeAll(account);
		await knownBrowsers.forget(account, knownBrowser);
	};

	return {
		find,

		async issue({ account, events }) {
			const token = newSecret(random);
			const [first] = events;
			if (!first) throw new Error('A link stands for something that happened.');
			const browser = events.map(({ details }) => details['knownBrowser']).find(Boolean);
			// A mailbox that the account has left is told no more: what it says ends everything.
			const isLastWord = events.some(({ code }) => code === 'email.changed');
			const data: Disownable = {
				account,
				sessions: isLastWord ? [] : [...new Set(events.flatMap(({ session }) => session ?? []))],
				...(!isLastWord && browser !== undefined && { knownBrowser: String(browser) }),
				happenings: events.map(({ code, details }) => ({ code, details })),
				at: first.at,
				address: first.address,
				userAgent: first.userAgent
			};
			const expiresAt = new Date(clock.now().getTime() + DISOWNABLE_FOR_MS);
			await pending.save({ ...refOf(token), attemptsLeft: 1, expiresAt, data });
			return token;
		},

		async disown(token, caller) {
			const about = await find(token);
			if (!about) throw refuse.gone();
			// First the ending, which may be done twice, then the using up: what fails half-way can be repeated.
			if (about.happenings.some(({ code }) => PASSWORD_KNOWN.has(code)))
				await deps.accounts.demandPassword(about.account, 'compromised');
			// Whoever did it may have had a browser remembered; it costs its owner one code. Before sessions end, or who
			// signs in by it meanwhile stays.
			await deps.rememberedBrowsers.revokeAll(about.account);
			const [ended] = await Promise.all([endSessions(about), forgetBrowsers(about)]);
			// After the sessions: who is about to be allowed offline access finds no session then.
			await deps.offline.removeAll(about.account);
			if (!(await pending.take(refOf(token)))) throw refuse.gone();
			await deps.record(deps.audit, caller, {
				code: 'account.disowned_event',
				account: about.account,
				details: { of: about.happenings.map(({ code }) => code).join(' '), ended: ended.length }
			});
			return { ended, isEverything: about.sessions.length === 0 };
		}
	};
}
