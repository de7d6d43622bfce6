import type { Cookies } from '@sveltejs/kit';

/** What is read of a request: Kit's has it, and so has one that is answered before Kit. */
export interface Incoming {
	readonly method: string;
	readonly headers: Pick<Headers, 'get'>;
	/** Rejects with a `status` of 413 where the body is beyond the limit. */
	arrayBuffer(): Promise<ArrayBuffer>;
}

/** What an endpoint of the API needs: Kit's event has it, and so has one that is answered before Kit. */
export interface ApiEvent<Params extends object = object> {
	readonly cookies: Pick<Cookies, 'get' | 'set' | 'delete'>;
	readonly locals: App.Locals;
	readonly params: Params;
	readonly request: Incoming;
}
