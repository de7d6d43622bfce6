/**
 * Phones: what the page on a phone may do. It comes by a link, lists the requests of the account that it is
 * linked to, and answers them; there is no session on it, every call is signed.
 *
 * What a linked phone is worth is the business of `factors/phones`, a request's life that of `approvals/`.
 */
import { createAuthenticate, type Authenticate } from './calls.ts';
import type { Links } from './links.ts';
import type { Pushes } from './pushes.ts';
import { createRequests, type Requests } from './requests.ts';
import { createPhoneTests, type PhoneTests } from './tests.ts';

export interface Phones {
	readonly authenticate: Authenticate;
	readonly links: Links;
	readonly requests: Requests;
	readonly pushes: Pushes;
	readonly tests: PhoneTests;
}

type Deps = Parameters<typeof createAuthenticate>[0] &
	Parameters<typeof createRequests>[0] &
	Parameters<typeof createPhoneTests>[0];

export function createPhoneService({
	links,
	pushes,
	...deps
}: Deps & Pick<Phones, 'links' | 'pushes'>): Phones {
	return {
		authenticate: createAuthenticate(deps),
		links,
		pushes,
		requests: createRequests(deps),
		tests: createPhoneTests(deps)
	};
}
