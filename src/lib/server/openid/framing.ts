/** What the library would say or take, and we would not: kept out of every request and every answer. */
import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import * as v from 'valibot';

import type { ClientDirectory } from '#lib/server/clients/index.ts';
import { GRANT_TYPES } from './client-metadata.ts';

type Context = Pick<
	KoaContextWithOIDC,
	'body' | 'get' | 'path' | 'query' | 'remove' | 'response' | 'set'
>;

const CORS_HEADERS = [
	'access-control-allow-origin',
	'access-control-allow-methods',
	'access-control-allow-headers',
	'access-control-expose-headers',
	'access-control-max-age'
];

/** Others come as a page that a script sends on, which no page of ours does, or where scripts read them. */
function keepToQuery(ctx: Context): void {
	const { response_mode: mode } = ctx.query;
	if (mode !== undefined && mode !== 'query') ctx.query = { ...ctx.query, response_mode: 'none' };
}

const isRecord = (body: unknown): body is Record<string, unknown> =>
	typeof body === 'object' && body !== null && body.constructor === Object;

function sayWhatThereIs({ body }: Context): void {
	if (isRecord(body) && 'response_modes_supported' in body)
		Object.assign(body, {
			response_modes_supported: ['query'],
			// Nobody has a code to be asked by.
			backchannel_user_code_parameter_supported: false
		});
}

/** What a client has to have been named for, to ask there. */
function grantAskedFor({ route, params }: KoaContextWithOIDC['oidc']): unknown {
	if (route === 'token') return params?.['grant_type'];
	if (route === 'device_authorization') return GRANT_TYPES.device_code;
	return route === 'backchannel_authentication' ? GRANT_TYPES.ciba : undefined;
}

const Malformed = v.object({ error: v.literal('invalid_request') });

/** Who has shown that it is itself, and may not, is told just that. RFC 6749 §5.2. */
function sayWhoMayNot(ctx: Partial<KoaContextWithOIDC>): void {
	const { oidc, body } = ctx;
	if (!oidc?.client || !v.is(Malformed, body)) return;
	const grant = grantAskedFor(oidc);
	if (typeof grant === 'string' && !oidc.client.grantTypeAllowed(grant))
		Object.assign(body, { error: 'unauthorized_client' });
}

/** There is no session of the provider's own, so there is no cookie of it. */
function dropCookie(ctx: Context, name: string): void {
	const cookies = [ctx.response.headers['set-cookie'] ?? []].flat().map(String);
	const kept = cookies.filter((each) => !each.startsWith(`${name}=`));
	if (cookies.length > 0) ctx.remove('set-cookie');
	if (kept.length > 0) ctx.set('set-cookie', kept);
}

export function frameAnswers(
	provider: Provider,
	clients: Pick<ClientDirectory, 'hasOrigin'>
): void {
	const session = provider.cookieName('session');
	provider.use(async (ctx, next) => {
		keepToQuery(ctx);
		await next();
		sayWhatThereIs(ctx);
		sayWhoMayNot(ctx);
		dropCookie(ctx, session);
		// The discovery document is for everybody; the rest for pages of clients that somebody has named.
		if (ctx.path.startsWith('/oauth2/') && !clients.hasOrigin(ctx.get('origin')))
			for (const name of CORS_HEADERS) ctx.remove(name);
	});
}
