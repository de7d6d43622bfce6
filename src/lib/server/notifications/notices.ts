/**
 * Notices: telling the account holder of each change and of each new browser, by mail.
 *
 * This module hears of audit events after they are committed, and decides which are worth a mail. All that
 * one request did to an account is one mail, with one link for "this was not me".
 */
import type { Account, AccountStore } from '#lib/server/accounts/index.ts';
import type { AuditCode, NewAuditEvent, OnRecorded } from '#lib/server/audit/index.ts';
import type { AccountId } from '#lib/server/core/ids.ts';
import { DISOWNABLE_FOR_MS, type Disowning } from '#lib/server/disowning/index.ts';
import type { BudgetStore } from '#lib/server/throttling/index.ts';
import type { Letters } from './letters.ts';
import type { Log, Outbox } from './outbox.ts';

export interface Notices {
	recorded: OnRecorded;
	/** Tells who has deleted their account, at the address that it had proven. */
	farewell(account: Account): void;
	/** Writes what is still held, and returns when it is in the outbox. */
	flush(): Promise<void>;
}

interface Deps {
	readonly accounts: Pick<AccountStore, 'find'>;
	readonly budgets: BudgetStore;
	readonly disowning: Pick<Disowning, 'issue'>;
	readonly letters: Letters;
	readonly log: Log;
	readonly origin: string;
	readonly outbox: Outbox;
}

/** Long enough for the later events of a request, which belong in the same mail. */
const HOLD_MS = 1000;
const HOUR_MS = 60 * 60_000;
/** Nobody's mailbox is flooded by what somebody does to their account, nor is our own outbox. */
const MOST_AN_HOUR = {
	most: 30,
	free: 30,
	firstDelayMs: 0,
	longestDelayMs: 0,
	leakMs: 0,
	keepMs: HOUR_MS
};

/** Attempts, of which there may be any number: each kind is told once a day. */
const SUSPICIOUS = [
	'sign_in.after_failures',
	'sign_in.half_done'
] as const satisfies readonly AuditCode[];

const ONCE_A_DAY = { ...MOST_AN_HOUR, most: 1, free: 1, keepMs: 24 * HOUR_MS };

/** What those who run the service did, told without a link: no session of the account is behind it. */
const BY_ADMINISTRATION = [
	'account.disabled',
	'account.enabled',
	'account.unlocked',
	'account.groups_changed',
	'password.demanded',
	'sessions.ended_by_administrator'
] as const satisfies readonly AuditCode[];

/** Ends that changed nothing, told without a link, too. */
const WITHOUT_CHANGE = [
	'recovery.cancelled',
	'recovery.lapsed'
] as const satisfies readonly AuditCode[];

const isSuspicious = ({ code }: Pick<NewAuditEvent, 'code'>): boolean =>
	(SUSPICIOUS as readonly AuditCode[]).includes(code);

const isByAdministration = ({ code }: Pick<NewAuditEvent, 'code'>): boolean =>
	(BY_ADMINISTRATION as readonly AuditCode[]).includes(code);

const isWithoutChange = ({ code }: Pick<NewAuditEvent, 'code'>): boolean =>
	(WITHOUT_CHANGE as readonly AuditCode[]).includes(code);

const ALWAYS: ReadonlySet<AuditCode> = new Set([
	'factor.enrolled',
	'factor.removed',
	'factor.counter_went_back',
	'approval.disowned',
	'transaction.disowned',
	'remembered_browser.added',
	'remembered_browser.copied',
	'tokens.reused',
	'authorization.allowed_device',
	'authorization.allowed_offline',
	'recovery_codes.issued',
	'recovery_code.used',
	'recovery.succeeded',
	'password.set',
	'password.changed',
	'password.removed',
	...BY_ADMINISTRATION,
	...WITHOUT_CHANGE,
	...SUSPICIOUS,
	'email.changed'
]);

type Heard = NewAuditEvent & { readonly account: AccountId };

/** Of what one request did, that which its account holder is told. */
export function worthTelling<Event extends Pick<NewAuditEvent, 'code' | 'details'>>(
	events: readonly Event[]
): Event[] {
	const has = (code: AuditCode): boolean => events.some((event) => event.code === code);
	if (has('account.created')) return [];
	return events.filter(({ code, details }) => {
		if (code === 'sign_in.succeeded') return details['isNewBrowser'] === true;
		// The first set comes with the first second factor, of which is told.
		if (code === 'recovery_codes.issued') return !has('factor.enrolled');
		return ALWAYS.has(code);
	});
}

const isHeard = (event: NewAuditEvent): event is Heard =>
	event.account !== undefined &&
	(ALWAYS.has(event.code) ||
		event.code === 'sign_in.succeeded' ||
		event.code === 'account.created');

/** A changed address is told to the mailbox that lost it; all else to the proven one, if there is one. */
function readerOf(account: Account | undefined, events: readonly Heard[]): string | undefined {
	const changed = events.find(({ code }) => code === 'email.changed');
	if (changed) return String(changed.details['before']);
	return account?.isEmailProven ? account.email : undefined;
}

export function createNotices(deps: Deps): Notices {
	const { outbox, letters, log } = deps;
	const held = new Map<string, Heard[]>();

	const write = async (events: readonly Heard[]): Promise<void> => {
		const told = worthTelling(events);
		const [first] = told;
		if (!first) return;
		const account = await deps.accounts.find(first.account);
		const to = readerOf(account, told);
		if (!account || !to) return;
		const key = `notices:${account.id}`;
		// Only where there is nothing else to tell: what succeeded is told each time.
		const seldom = told.every(isSuspicious) ? [{ name: first.code, limits: ONCE_A_DAY }] : [];
		const [wait] = await deps.budgets.spend([
			{ key, lanes: [{ name: 'all', limits: MOST_AN_HOUR }, ...seldom] }
		]);
		if (wait !== 0) return log({ event: 'mail.held_back', account: account.id, code: first.code });
		outbox.post({
			to,
			...(await letterFor(account, told)),
			about: { kind: 'notice', account: account.id }
		});
	};

	const letterFor = async (account: Account, told: readonly Heard[]) => {
		const [first] = told;
		if (!first) throw new Error('A letter tells of something.');
		const { at, userAgent, address } = first;
		if (told.every(isByAdministration))
			return letters.byAdministration(account, { happenings: told, at });
		if (told.every(({ code }) => code === 'transaction.disowned'))
			return letters.transactionStopped(account, { happenings: told, at });
		if (told.every(isWithoutChange)) return letters.recoveryOver(account, { happenings: told, at });
		const token = await deps.disowning.issue({ account: account.id, events: told });
		return letters.notice(account, {
			happenings: told,
			at,
			userAgent,
			address,
			link: `${deps.origin}/not-me/${token}`,
			linkUntil: new Date(at.getTime() + DISOWNABLE_FOR_MS)
		});
	};

	const release = async (key: string): Promise<void> => {
		const events = held.get(key) ?? [];
		held.delete(key);
		await write(events).catch((error: unknown) => {
			const { name } = error as Error;
			log({ event: 'mail.lost', kind: 'notice', account: events[0]?.account ?? '', reason: name });
		});
	};

	return {
		recorded(events) {
			if (!outbox.isOpen) return;
			for (const event of events.filter(isHeard)) {
				const key = `${event.requestId} ${event.account}`;
				const others = held.get(key);
				held.set(key, [...(others ?? []), event]);
				if (!others) setTimeout(() => void release(key), HOLD_MS).unref();
			}
		},

		farewell(account) {
			if (!account.isEmailProven) return;
			const about = { kind: 'notice', account: account.id } as const;
			outbox.post({ to: account.email, ...letters.farewell(account), about });
		},

		flush: async () => void (await Promise.all([...held.keys()].map(release)))
	};
}
