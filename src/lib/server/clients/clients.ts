/** Clients: the operator's own applications, which may sign people in by themselves and get tokens. @see RFC 6749 §1.1 */
import * as v from 'valibot';

import { defineRefusals } from '#lib/server/core/refusal.ts';

const ID = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/** Where nobody on the way can put a page of their own in its place. */
function isSecure({ protocol, hostname }: URL): boolean {
	return (
		protocol === 'https:' || (protocol === 'http:' && /^(localhost|127\.0\.0\.1)$/.test(hostname))
	);
}

const origin = v.pipe(
	v.string(),
	v.check(
		(text) => URL.canParse(text) && new URL(text).origin === text && isSecure(new URL(text)),
		'must name origins by https, except on localhost'
	)
);

const Client = v.strictObject({
	/** What it calls itself. It is no secret. */
	id: v.pipe(
		v.string(),
		v.regex(ID, 'must name clients with a-z, 0-9, dots, dashes and underscores')
	),
	/** What people are shown. */
	name: v.pipe(v.string(), v.minLength(1), v.maxLength(80)),
	/** Where its pages are served from; none for an app without pages of its own. */
	origins: v.optional(v.array(origin), []),
	/** Whom its access tokens are for: the `aud` that its API looks for. */
	audience: v.pipe(v.string(), v.minLength(1), v.maxLength(300)),
	/** Whether it has to prove a key with each refresh. RFC 9449. */
	mustProveKey: v.optional(v.boolean(), false)
});

export type Client = v.InferOutput<typeof Client>;

export const Clients = v.pipe(
	v.array(Client),
	v.check(
		(all) => new Set(all.map(({ id }) => id)).size === all.length,
		'must name each client once'
	)
);

const clientRefusals = defineRefusals('clients', { notAccepted: 'forbidden' });

export interface ClientDirectory {
	/** Refuses `clients.not_accepted`: one that nobody has named, or a page of another origin. */
	require(id: string, origin: string | undefined): Client;
	/** Whether pages of some client are served from there. */
	hasOrigin(origin: string): boolean;
}

export function createClientDirectory(clients: readonly Client[]): ClientDirectory {
	const origins = new Set(clients.flatMap((client) => client.origins));
	return {
		require(id, from) {
			const client = clients.find((each) => each.id === id);
			// Browsers name the origin of a page, and apps have none.
			if (!client || (from !== undefined && !client.origins.includes(from)))
				throw clientRefusals.notAccepted();
			return client;
		},
		hasOrigin: (from) => origins.has(from)
	};
}
