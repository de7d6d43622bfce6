/**
 * Logouts: applications are told that a session they were signed in by has ended.
 *
 * What is due is in SQL since before the session ended, so that a restart loses none; each process may look, and one of
 * them tells. No application waits for another, and nobody's sign-out for any.
 * @see OpenID Connect Back-Channel Logout 1.0
 */
import type { AuditLog, Record } from '#lib/server/audit/index.ts';
import type { Client, ClientDirectory } from '#lib/server/clients/index.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import type { Transact } from '#lib/server/core/transact.ts';
import type { DueLogout, SendLogout, ServedStore } from './ports.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** Between one try and the next. */
const PAUSES_MS = [10 * SECOND, MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, 24 * HOUR] as const;
/** So many calls of one application are under way in one process. */
const AT_ONCE = 5;
/** Nobody asks: the service tells by itself. */
const SERVICE: Caller = { requestId: 'service', address: 'service', userAgent: 'latchkey' };

export interface Logouts {
	/** Begins to tell what is due, and waits for no application. */
	tellDue(): Promise<void>;
	/** Returns when nothing is under way. */
	settled(): Promise<void>;
}

interface Stores {
	readonly served: ServedStore;
	readonly audit: AuditLog;
}

interface Deps {
	readonly clock: Clock;
	readonly served: ServedStore;
	readonly clients: Pick<ClientDirectory, 'listeners'>;
	readonly transact: Transact<Stores>;
	readonly record: Record;
	/** Undefined for a client that has no ID tokens. */
	readonly logoutToken: (
		of: Pick<DueLogout, 'client' | 'account' | 'session'>
	) => Promise<string | undefined>;
	readonly sendLogout: SendLogout;
	/** There is room again: more may be due. */
	readonly onFreed: () => void;
	readonly onError: (error: unknown) => void;
}

export function createLogouts({ clock, served, ...deps }: Deps): Logouts {
	const underWay = new Map<string, Set<Promise<void>>>();

	const settle = (due: DueLogout, { name }: Client, code: 'logout.told' | 'logout.lost') =>
		deps.transact(async (stores) => {
			await stores.served.settle(due);
			const { account, session } = due;
			const details = { client: name };
			await deps.record(stores.audit, SERVICE, { code, account, session, details });
		});

	const isTaken = async (url: string, token: string): Promise<boolean> => {
		try {
			await deps.sendLogout(url, token);
			return true;
		} catch {
			// What a failing address answers may say anything, so none of it is kept.
			return false;
		}
	};

	const tell = async (due: DueLogout, client: Client): Promise<void> => {
		const pause = PAUSES_MS[due.tries];
		const next = pause === undefined ? undefined : new Date(clock.now().getTime() + pause);
		// Put off before it is tried: a process that dies meanwhile leaves it due.
		if (!(await served.claim(due, next))) return;
		const url = client.backchannelLogoutUri;
		const token = url === undefined ? undefined : await deps.logoutToken(due);
		if (url === undefined || token === undefined) return served.settle(due);
		if (await isTaken(url, token)) await settle(due, client, 'logout.told');
		else if (!next) await settle(due, client, 'logout.lost');
	};

	const begin = (due: DueLogout, client: Client, calls: Set<Promise<void>>): void => {
		const call = tell(due, client)
			.then(() => true)
			.catch((error: unknown) => {
				deps.onError(error);
				return false;
			})
			.then((isDone) => {
				calls.delete(call);
				if (isDone) deps.onFreed();
			});
		calls.add(call);
	};

	return {
		async tellDue() {
			for (const client of deps.clients.listeners()) {
				const calls = underWay.get(client.id) ?? new Set();
				underWay.set(client.id, calls);
				const most = AT_ONCE - calls.size;
				if (most === 0) continue;
				const due = await served.listDue(client.id, { at: clock.now(), most });
				for (const each of due) begin(each, client, calls);
			}
		},

		async settled() {
			await Promise.all([...underWay.values()].flatMap((calls) => [...calls]));
		}
	};
}
