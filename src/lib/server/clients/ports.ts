import type { Client } from './client.ts';

/** A client that was registered by a command. Of its secret there is the hash, in `client.secretHash`. */
export interface RegisteredClient {
	readonly client: Client;
	readonly status: 'active' | 'disabled';
	readonly createdAt: Date;
}

/** Clients are never lost. An id that was removed is taken for good: old tokens are of the client that had it. */
export interface ClientStore {
	/** Answers false, and writes nothing, where the id was ever taken; of racing callers one gets it. */
	add(registered: RegisteredClient): Promise<boolean>;
	find(id: string): Promise<RegisteredClient | undefined>;
	/** Oldest first. */
	list(): Promise<readonly RegisteredClient[]>;
	/** The secret before is void at once. False for one that is removed. */
	replaceSecret(id: string, secretHash: string): Promise<boolean>;
	/** Answers whether it had the other status before. */
	changeStatus(id: string, to: RegisteredClient['status']): Promise<boolean>;
	/** Answers whether it was there; of racing callers one. */
	remove(id: string): Promise<boolean>;
}
