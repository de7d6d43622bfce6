/**
 * Phones: what the page on a phone may do. It comes by a link, lists the requests of the account that it is
 * linked to, and answers them; there is no session on it, every call is signed.
 *
 * What a linked phone is worth is the business of `factors/phones`, a request's life that of `approvals/`.
 */
import { createAuthenticate, type Authenticate } from './calls.ts';
import type { Links } from './links.ts';
import { createRequests, type Requests } from './requests.ts';

export interface Phones {
	readonly authenticate: Authenticate;
	readonly links: Links;
	readonly requests: Requests;
}

type Deps = Parameters<typeof createAuthenticate>[0] & Parameters<typeof createRequests>[0];

export function createPhoneService({ links, ...deps }: Deps & { readonly links: Links }): Phones {
	return { authenticate: createAuthenticate(deps), links, requests: createRequests(deps) };
}
