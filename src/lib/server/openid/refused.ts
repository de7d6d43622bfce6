/** Refusals: why an application got nothing, in codes that stay: for its operator's log, and for the page that somebody sees. */
import type { EventEmitter } from 'node:events';

import { errors, type KoaContextWithOIDC } from 'oidc-provider';
import * as v from 'valibot';

import { isClientId } from '#lib/server/clients/index.ts';

/** Where applications ask for something. */
const EVENTS = [
	'authorization.error',
	'pushed_authorization_request.error',
	'device_authorization.error',
	'backchannel_authentication.error',
	'grant.error',
	'end_session.error'
] as const;

/** Answers in the ordinary course, which nobody has to look into. */
const ORDINARY: ReadonlySet<string> = new Set([
	'login_required',
	'consent_required',
	'interaction_required',
	'access_denied',
	'authorization_pending',
	'slow_down',
	'expired_token'
]);

/** What a client calls itself is no longer than that, and few are: what is longer may be a secret in the wrong place. */
const LONGEST = 32;

/** What has no client yet. */
type Context = Pick<KoaContextWithOIDC, 'req'> & {
	readonly oidc: Pick<KoaContextWithOIDC['oidc'], 'client' | 'params' | 'route'>;
};

export interface Refused {
	/** A word of ours, or the code of RFC 6749 and its relatives. */
	readonly reason: string;
	/** As it was given, without what no name has. */
	readonly client: string | undefined;
}

const given = v.fallback(v.optional(v.string()), undefined);
const Params = v.fallback(v.object({ client_id: given, redirect_uri: given }), {
	client_id: undefined,
	redirect_uri: undefined
});

function clientOf({ client, params }: Context['oidc']): string | undefined {
	const { client_id: id = client?.clientId } = v.parse(Params, params);
	if (id === undefined || isClientId(id)) return id;
	return id.length > LONGEST ? undefined : id.replaceAll(/[^\w.-]/g, '?');
}

function reasonOf({ client, params, route }: Context['oidc'], error: Error): string {
	if (error instanceof errors.InvalidRedirectUri) return 'unregistered_redirect_uri';
	const { client_id, redirect_uri } = v.parse(Params, params);
	const isOfBrowser = route === 'authorization';
	if (!client && client_id !== undefined) return 'unknown_client';
	if (isOfBrowser && client_id === undefined) return 'no_client_id';
	if (isOfBrowser && redirect_uri === undefined) return 'no_redirect_uri';
	if (error instanceof errors.SessionNotFound) return 'request_is_over';
	return error instanceof errors.OIDCProviderError ? error.error : 'other';
}

export function refusedOf({ oidc }: Context, error: Error): Refused {
	return { reason: reasonOf(oidc, error), client: clientOf(oidc) };
}

const PAGES: ReadonlyMap<string, string> = new Map([
	['unknown_client', 'authorizations.unknown_client'],
	['unregistered_redirect_uri', 'authorizations.unregistered_address'],
	['request_is_over', 'authorizations.gone']
]);

/** The code of what somebody is told who cannot be sent back to the application. RFC 6749 §4.1.2.1. */
export const codeOf = ({ reason }: Refused): string =>
	PAGES.get(reason) ?? 'authorizations.malformed';

export function hearRefusals(
	provider: EventEmitter,
	onRefused: (ctx: Context, refused: Refused) => void
): void {
	for (const event of EVENTS)
		provider.on(event, (ctx: Context, error: Error) => {
			const refused = refusedOf(ctx, error);
			if (!ORDINARY.has(refused.reason)) onRefused(ctx, refused);
		});
}
