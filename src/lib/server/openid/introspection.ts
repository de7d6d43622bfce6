/** Whether an access token that is a JWT is good: one place to ask for all of them, however somebody signed in. RFC 7662. */
import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import * as v from 'valibot';

import type { Client, ClientDirectory } from '#lib/server/clients/index.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import type { Session } from '#lib/server/sessions/index.ts';
import { readSigned, type SigningKeys, type Tokens } from '#lib/server/tokens/index.ts';
import type { IssuedTokens } from './issued.ts';

const SECOND = 1000;

const Claims = v.looseObject({
	iss: v.string(),
	aud: v.string(),
	exp: v.number(),
	jti: v.string(),
	client_id: v.string(),
	cnf: v.optional(v.object({ jkt: v.string() }))
});

type Claims = v.InferOutput<typeof Claims>;

/** What whoever asks is told. RFC 7662 §2.2. */
type Answer = { readonly active: false } | ({ readonly active: true } & Claims);

export interface Introspection {
	/** For an API that got an access token from whomever. It counts as a use of the token. */
	introspect(token: string, caller: Caller): Promise<Answer>;
	/** Whether it is over for that client: taken back, or none of its own that is good. RFC 7009 §2.2. */
	takeBack(token: string, client: Pick<Client, 'id'>): Promise<boolean>;
}

export interface IntrospectionDeps {
	readonly clock: Clock;
	readonly issuer: string;
	readonly clients: Pick<ClientDirectory, 'find'>;
	readonly issued: IssuedTokens;
	readonly tokens: Pick<Tokens, 'introspect'>;
	readonly signingKeys: SigningKeys;
	readonly provider: () => Promise<Provider>;
	readonly lacksRequiredFactor: (session: Session) => Promise<boolean>;
}

const INACTIVE = { active: false } as const;

export function createIntrospection(deps: IntrospectionDeps): Introspection {
	const { clock, issuer, clients, issued, tokens } = deps;

	/** Signed here, for now: whether what it hangs on lives is another question. */
	const read = async (token: string): Promise<Claims | undefined> => {
		const payload = await readSigned(token, await deps.signingKeys.published());
		const parsed = v.safeParse(Claims, payload);
		if (!parsed.success) return undefined;
		const { iss, exp } = parsed.output;
		return iss === issuer && exp * SECOND > clock.now().getTime() ? parsed.output : undefined;
	};

	/** Undefined where nothing of it is kept: it is of a sign-in on an application's own screens. */
	const hangsOnSomething = async (client: Client, jti: string): Promise<boolean | undefined> => {
		const found = await issued.find(jti);
		if (!found) return undefined;
		if ('isTakenBack' in found) return false;
		if ('credential' in found) return issued.isOf(client, found);
		const provider = await deps.provider();
		return (await provider.Grant.find(found.grant)) !== undefined;
	};

	const isGoodOfOwnScreens = async (token: string, caller: Caller): Promise<boolean> => {
		const found = await tokens.introspect(token, caller);
		return found !== undefined && !(await deps.lacksRequiredFactor(found.session));
	};

	return {
		async introspect(token, caller) {
			const claims = await read(token);
			// One that was closed or removed may do nothing any more, whatever it got before.
			const client = claims && clients.find(claims.client_id);
			if (!client) return INACTIVE;
			const isGood =
				(await hangsOnSomething(client, claims.jti)) ?? (await isGoodOfOwnScreens(token, caller));
			const token_type = claims.cnf ? 'DPoP' : 'Bearer';
			return isGood ? { active: true, token_type, ...claims } : INACTIVE;
		},

		async takeBack(token, { id }) {
			const claims = await read(token);
			return claims?.client_id !== id || issued.takeBack(claims);
		}
	};
}

/** Its own tokens, and those that are for it, are its business. RFC 7662 §4. */
function mayLearn({ id, audience, authentication = 'none' }: Client, claims: Claims): boolean {
	const isForIt = authentication !== 'none' && audience !== '' && audience === claims.aud;
	return claims.client_id === id || isForIt;
}

const Refused = v.object({ error: v.literal('unsupported_token_type') });

interface Signed {
	readonly introspect: (ctx: KoaContextWithOIDC, token: string) => Promise<Answer>;
	readonly takeBack: Introspection['takeBack'];
}

/** The library authenticates who asks, and then knows no token that it does not keep. */
export function answerForSigned(
	provider: Provider,
	clients: Pick<ClientDirectory, 'find'>,
	{ introspect, takeBack }: Signed
): void {
	const answers: Readonly<
		Record<string, (ctx: KoaContextWithOIDC, asking: Client, token: string) => Promise<unknown>>
	> = {
		async introspection(ctx, asking, token) {
			const answer = await introspect(ctx, token);
			return answer.active && mayLearn(asking, answer) ? answer : INACTIVE;
		},
		// What hangs on nothing here goes back by its refresh token, as the library's answer says.
		revocation: async (_, asking, token) => ((await takeBack(token, asking)) ? '' : undefined)
	};
	const bodyFor = async (ctx: KoaContextWithOIDC): Promise<unknown> => {
		const { route, client, params } = ctx.oidc;
		const asking = client && clients.find(client.clientId);
		return asking && answers[route]?.(ctx, asking, String(params?.['token']));
	};
	provider.use(async (ctx, next) => {
		await next();
		if (!v.is(Refused, ctx.body)) return;
		const body = await bodyFor(ctx as KoaContextWithOIDC);
		if (body === undefined) return;
		ctx.status = 200;
		ctx.body = body;
	});
}
