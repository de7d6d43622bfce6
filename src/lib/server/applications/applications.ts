/**
 * Applications: who may ask people here for something, by a key of its own.
 *
 * This module owns names, keys and where outcomes are told. What an application asks, and of whom, is the
 * business of `transactions/`.
 */
import type { AuditCode, AuditLog, Record } from '#lib/server/audit/index.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import { newId, type ApplicationId } from '#lib/server/core/ids.ts';
import { parseLabel } from '#lib/server/core/label.ts';
import type { Random } from '#lib/server/core/random.ts';
import { hashSecret, newSecret } from '#lib/server/core/secret.ts';
import type { Transact } from '#lib/server/core/transact.ts';
import {
	applicationRefusals as refuse,
	isApplicationKey,
	newApplicationKey,
	parseWebhookUrl,
	type Application,
	type Webhook
} from './application.ts';
import type { ApplicationStore } from './ports.ts';

interface Operator {
	readonly caller: Caller;
}

/** Secrets that are shown this once. */
interface Issued {
	readonly key: string;
	readonly webhookSecret?: string | undefined;
}

export interface Applications {
	/** Refuses `applications.name_taken`, `.name_not_allowed` and `.webhook_not_allowed`. */
	add(
		by: Operator,
		given: { name: string; webhookUrl?: string | undefined }
	): Promise<Issued & { application: Application }>;
	list(): Promise<readonly Application[]>;
	/** By its id or its name. Refuses `applications.unknown`. */
	get(idOrName: string): Promise<Application>;
	/** The key before is void as soon as this is answered. */
	rotateKey(by: Operator, application: Application): Promise<string>;
	/** With a new secret, which is answered; or takes it away. Refuses `applications.webhook_not_allowed`. */
	changeWebhook(
		by: Operator,
		application: Application,
		url: string | undefined
	): Promise<string | undefined>;
	/** Answers whether it had the other status before. */
	changeStatus(by: Operator, application: Application, to: Application['status']): Promise<boolean>;
	/** Whose key this is. Refuses `applications.key_required`. */
	authenticate(key: string | undefined): Promise<Application>;
}

interface Deps {
	readonly clock: Clock;
	readonly random: Random;
	readonly applications: ApplicationStore;
	readonly record: Record;
	readonly transact: Transact<{ applications: ApplicationStore; audit: AuditLog }>;
}

export function createApplications(deps: Deps): Applications {
	const { clock, random, applications: store, record, transact } = deps;

	/** What an operator does is on record in the transaction that does it. */
	const change = <Result>(
		{ caller }: Operator,
		{ code, about }: { code: AuditCode; about: Pick<Application, 'name'> },
		work: (applications: ApplicationStore) => Promise<Result>
	): Promise<Result> =>
		transact(async ({ applications, audit }) => {
			const result = await work(applications);
			const details = { by: 'shell', application: about.name };
			if (result !== false) await record(audit, caller, { code, details });
			return result;
		});

	const webhookFor = (url: string | undefined): Webhook | undefined => {
		if (url === undefined) return undefined;
		const parsed = parseWebhookUrl(url);
		if (parsed === undefined) throw refuse.webhookNotAllowed();
		return { url: parsed, secret: newSecret(random) };
	};

	return {
		async add(by, given) {
			const name = parseLabel(given.name);
			// As it was typed, or not at all: an operator who sees another name wonders whose it is.
			if (name === undefined || name !== given.name.normalize('NFC')) throw refuse.nameNotAllowed();
			const webhook = webhookFor(given.webhookUrl);
			const key = newApplicationKey(random);
			const application = {
				id: newId('app', random),
				name,
				status: 'active',
				createdAt: clock.now()
			} as const;
			const added = { ...application, keyHash: hashSecret(key), webhook };
			const what = { code: 'application.added', about: application } as const;
			if (!(await change(by, what, (applications) => applications.add(added))))
				throw refuse.nameTaken();
			return {
				application: { ...application, webhookUrl: webhook?.url },
				key,
				webhookSecret: webhook?.secret
			};
		},

		list: () => store.list(),

		async get(idOrName) {
			const found =
				(await store.find(idOrName as ApplicationId)) ?? (await store.findByName(idOrName));
			if (!found) throw refuse.unknown();
			return found;
		},

		async rotateKey(by, about) {
			const key = newApplicationKey(random);
			await change(by, { code: 'application.key_rotated', about }, (applications) =>
				applications.replaceKey(about.id, hashSecret(key))
			);
			return key;
		},

		async changeWebhook(by, about, url) {
			const webhook = webhookFor(url);
			await change(by, { code: 'application.webhook_changed', about }, (applications) =>
				applications.replaceWebhook(about.id, webhook)
			);
			return webhook?.secret;
		},

		changeStatus(by, about, to) {
			const code = to === 'active' ? 'application.enabled' : 'application.disabled';
			return change(by, { code, about }, (applications) => applications.changeStatus(about.id, to));
		},

		async authenticate(key) {
			if (key === undefined || !isApplicationKey(key)) throw refuse.keyRequired();
			// By its hash, which nobody can choose, so that no time tells how much of a guess was right.
			const found = await store.findByKey(hashSecret(key));
			if (found?.status !== 'active') throw refuse.keyRequired();
			return found;
		}
	};
}
