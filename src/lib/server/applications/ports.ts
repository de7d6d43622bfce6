import type { ApplicationId } from '#lib/server/core/ids.ts';
import type { Application, Webhook } from './application.ts';

/** An application and the hash of its key, which is all that is kept of that. */
export interface NewApplication extends Omit<Application, 'webhookUrl'> {
	readonly keyHash: string;
	readonly webhook?: Webhook | undefined;
}

/** Applications are never lost. Secrets that sign are sealed. */
export interface ApplicationStore {
	/** Answers false, and writes nothing, where another has the name; of racing callers one gets it. */
	add(application: NewApplication): Promise<boolean>;
	find(id: ApplicationId): Promise<Application | undefined>;
	findByName(name: string): Promise<Application | undefined>;
	findByKey(keyHash: string): Promise<Application | undefined>;
	/** Oldest first. */
	list(): Promise<Application[]>;
	/** The key before is void at once. */
	replaceKey(id: ApplicationId, keyHash: string): Promise<void>;
	/** Undefined takes it away. */
	replaceWebhook(id: ApplicationId, webhook: Webhook | undefined): Promise<void>;
	/** Of an active application. */
	findWebhook(id: ApplicationId): Promise<Webhook | undefined>;
	/** Answers whether it had another before. */
	changeStatus(id: ApplicationId, to: Application['status']): Promise<boolean>;
}
