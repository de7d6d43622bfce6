/** Clients that an operator registers by command. The directory takes them over within seconds, in each process. */
import * as v from 'valibot';

import type { AuditCode, AuditLog, Record } from '#lib/server/audit/index.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import type { Random } from '#lib/server/core/random.ts';
import { defineRefusals } from '#lib/server/core/refusal.ts';
import { hashSecret, newSecret } from '#lib/server/core/secret.ts';
import type { Transact } from '#lib/server/core/transact.ts';
import { Client, hasSecret } from './client.ts';
import type { ClientStore, RegisteredClient } from './ports.ts';

const refuse = defineRefusals('clients', {
	unknown: 'not-found',
	idTaken: 'conflict',
	settingsNotAllowed: 'invalid',
	noSecret: 'conflict'
});

interface Operator {
	readonly caller: Caller;
}

export type NewClient = Omit<v.InferInput<typeof Client>, 'secretHash'>;

export interface ClientRegister {
	/** With a secret, shown this once, where it has one. Refuses `clients.id_taken` and `.settings_not_allowed`. */
	add(by: Operator, given: NewClient): Promise<{ client: Client; secret?: string | undefined }>;
	/** Those that were registered; what a setting names is not among them. */
	list(): Promise<readonly RegisteredClient[]>;
	/** Refuses `clients.unknown`. */
	get(id: string): Promise<RegisteredClient>;
	/** The secret before is void. Refuses `clients.no_secret` and `clients.unknown`. */
	rotateSecret(by: Operator, id: string): Promise<string>;
	/** Answers whether it had the other status before. Refuses `clients.unknown`. */
	changeStatus(by: Operator, id: string, to: RegisteredClient['status']): Promise<boolean>;
	/** Refuses `clients.unknown`. */
	remove(by: Operator, id: string): Promise<void>;
}

export interface ClientRegisterDeps {
	readonly clock: Clock;
	readonly random: Random;
	/** What a setting names, whose ids are taken. */
	readonly named: readonly Client[];
	readonly clients: ClientStore;
	readonly record: Record;
	readonly transact: Transact<{ clients: ClientStore; audit: AuditLog }>;
}

export function createClientRegister(deps: ClientRegisterDeps): ClientRegister {
	const { clock, random, named, clients: store, record, transact } = deps;

	/** What an operator does is on record in the transaction that does it. */
	const change = (
		{ caller }: Operator,
		{ code, client }: { code: AuditCode; client: string },
		work: (clients: ClientStore) => Promise<boolean>
	): Promise<boolean> =>
		transact(async ({ clients, audit }) => {
			if (!(await work(clients))) return false;
			await record(audit, caller, { code, details: { by: 'shell', client } });
			return true;
		});

	const get = async (id: string): Promise<RegisteredClient> => {
		const found = await store.find(id);
		if (!found) throw refuse.unknown();
		return found;
	};

	return {
		async add(by, given) {
			const { authentication = 'none' } = given;
			const secret = hasSecret({ authentication }) ? newSecret(random) : undefined;
			const parsed = v.safeParse(Client, {
				...given,
				...(secret !== undefined && { secretHash: hashSecret(secret) })
			});
			if (!parsed.success) {
				const [issue] = parsed.issues;
				throw refuse.settingsNotAllowed({ details: { reason: issue.message } });
			}
			const client = parsed.output;
			const added = { client, status: 'active', createdAt: clock.now() } as const;
			const isNamed = named.some(({ id }) => id === client.id);
			const what = { code: 'client.added', client: client.id } as const;
			if (isNamed || !(await change(by, what, (clients) => clients.add(added))))
				throw refuse.idTaken();
			return { client, secret };
		},

		list: () => store.list(),
		get,

		async rotateSecret(by, id) {
			const { client } = await get(id);
			if (!hasSecret(client)) throw refuse.noSecret();
			const secret = newSecret(random);
			const what = { code: 'client.secret_rotated', client: id } as const;
			const isDone = await change(by, what, (clients) =>
				clients.replaceSecret(id, hashSecret(secret))
			);
			if (!isDone) throw refuse.unknown();
			return secret;
		},

		async changeStatus(by, id, to) {
			await get(id);
			const code = to === 'active' ? 'client.enabled' : 'client.disabled';
			return change(by, { code, client: id }, (clients) => clients.changeStatus(id, to));
		},

		async remove(by, id) {
			const what = { code: 'client.removed', client: id } as const;
			if (!(await change(by, what, (clients) => clients.remove(id)))) throw refuse.unknown();
		}
	};
}
