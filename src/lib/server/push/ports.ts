/** What a push service has made of a message. */
export type Delivery = 'sent' | 'gone' | 'refused' | 'failed';

/** Carries one message to a push service, follows no redirection, and never throws. */
export interface PushCarrier {
	deliver(message: {
		readonly endpoint: string;
		readonly headers: Readonly<Record<string, string>>;
		readonly body: Uint8Array;
	}): Promise<Delivery>;
}

/** The key by which push services know this service: one for all processes, for as long as there are subscriptions. */
export interface PushKeyStore {
	/** The private key as a JWK. The first caller's is kept; of racing callers all get the same. */
	findOrKeep(make: () => object): Promise<unknown>;
}
