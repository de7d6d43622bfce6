/**
 * OpenID Connect and OAuth 2.0, by oidc-provider: other applications have people sign in here.
 *
 * This module joins the library to our sessions, accounts, clients, keys and stores. How somebody signs in is the
 * business of `sign-in/`; what a session is worth, of `sessions/`.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';

import Provider, { type JWK } from 'oidc-provider';

import type { Happening } from '#lib/server/audit/index.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { Random } from '#lib/server/core/random.ts';
import type { Session } from '#lib/server/sessions/index.ts';
import type { Throttle } from '#lib/server/throttling/index.ts';
import type { SigningKeys } from '#lib/server/tokens/index.ts';
import {
	createAuthorizations,
	type AuthorizationDeps,
	type Authorizations
} from './authorizations.ts';
import { toldAs } from './ciba.ts';
import { interactionCookie, ROUTES } from './configuration.ts';
import { createUserCodes } from './device-records.ts';
import { createDevices, type DeviceDeps, type Devices } from './devices.ts';
import { createGrantIndex } from './grants.ts';
import {
	createIntrospection,
	type Introspection,
	type IntrospectionDeps
} from './introspection.ts';
import { createIssuedTokens } from './issued.ts';
import { issueLogoutToken, type LoggedOut } from './logout-token.ts';
import { createLeavings, type Leavings } from './leaving.ts';
import { createProvider, type ProviderDeps } from './provider.ts';
import { codeOf, refusedOf, type Refused } from './refused.ts';

/** What whoever serves a request knows of it. */
export interface Visit {
	readonly session: Session | undefined;
	readonly caller: Caller;
	/** The page of an error that cannot be sent on, by the code of what it says. */
	readonly errorPage: (code: string, status: number) => Promise<string>;
	readonly onRefused: (refused: Refused) => void;
	/** Ends the session, and says which cookies are to be set. */
	readonly signOut: () => Promise<readonly string[]>;
	/** Says with which status to answer. */
	readonly onError: (error: Error) => number;
}

export interface OpenId {
	readonly authorizations: Authorizations;
	readonly devices: Devices;
	readonly introspect: Introspection['introspect'];
	readonly leavings: Leavings;
	/** What tells a client that a session has ended; undefined for one that has no ID tokens. */
	logoutToken(of: LoggedOut): Promise<string | undefined>;
	/** The cookie that ties a browser to what an application asks of it. */
	readonly cookie: string;
	/** Whether a path is one that `serve` answers, and what it is called in records. */
	routeOf(path: string): string | undefined;
	/** Answers a request whose headers say of its origin and its address what is true. */
	serve(request: IncomingMessage, response: ServerResponse, visit: Visit): Promise<void>;
}

type Deps = Omit<AuthorizationDeps, 'grants' | 'provider'> &
	Omit<DeviceDeps, 'provider' | 'userCodes'> &
	Omit<IntrospectionDeps, 'provider' | 'issued'> &
	Omit<
		ProviderDeps,
		| 'leavings'
		| 'leaverOf'
		| 'grants'
		| 'sessionOf'
		| 'callerOf'
		| 'onError'
		| 'errorPage'
		| 'onRefused'
		| 'onGrantEnded'
		| 'onUnasked'
		| 'onAsks'
		| 'onGuess'
		| 'issued'
		| 'introspect'
		| 'takeBack'
	> & {
		readonly random: Random;
		readonly throttle: Pick<Throttle, 'reserveSecret'>;
		readonly signingKeys: SigningKeys;
		readonly idTokenKeys: SigningKeys;
	};

const OWN_PAGES = new Set<string>([ROUTES.jwks, ROUTES.code_verification]);

const PATHS = new Set<string>([
	...Object.values(ROUTES).filter((path) => !OWN_PAGES.has(path)),
	'/.well-known/openid-configuration',
	'/.well-known/oauth-authorization-server'
]);

function routeOf(path: string): string | undefined {
	if (PATHS.has(path)) return path;
	const resumed = path.startsWith(`${ROUTES.authorization}/`) && !path.endsWith('/');
	return resumed ? `${ROUTES.authorization}/[id]` : undefined;
}

/** The one that signs comes first; the others verify what was signed before. */
async function keysOf({ algorithm: alg, signer, published }: SigningKeys): Promise<readonly JWK[]> {
	const [first, all] = await Promise.all([signer(), published()]);
	const older = all.filter(({ number }) => number < first.number);
	return [first, ...older].map(({ id: kid, privateKey }) => ({
		...privateKey,
		kid,
		alg,
		use: 'sig'
	}));
}

/** What is refused, in the words of OAuth. */
const told = <Result>(asked: Promise<Result>): Promise<Result> =>
	asked.catch((error: unknown) => {
		throw Provider.ctx ? toldAs(error, Provider.ctx) : error;
	});

interface Current {
	/** By which keys. */
	readonly signedBy: string;
	readonly provider: Provider;
	readonly handle: ReturnType<Provider['callback']>;
}

export function createOpenId(deps: Deps): OpenId {
	const visits = new WeakMap<IncomingMessage, Visit>();
	const grants = createGrantIndex(deps);
	const leavings = createLeavings(deps);
	const issued = createIssuedTokens(deps);
	let current: Current | undefined;

	const nameOf = (client: string): string => deps.clients.find(client)?.name ?? client;

	/** Who calls just now. */
	const visiting = (): Visit | undefined => Provider.ctx && visits.get(Provider.ctx.req);

	/** On record, by them. */
	const tell = async (happening: Happening): Promise<void> => {
		const visit = visiting();
		if (visit) await deps.record(deps.audit, visit.caller, happening);
	};

	/** Another one when other keys sign; who is being answered by the one before still is. */
	const served = async (): Promise<Current> => {
		const keys = (await Promise.all([deps.idTokenKeys, deps.signingKeys].map(keysOf))).flat();
		const signedBy = keys.map(({ kid }) => kid).join(' ');
		if (current?.signedBy === signedBy) return current;
		const provider = createProvider(
			{
				...deps,
				grants,
				issued,
				introspect: async ({ req }, token) => {
					const caller = visits.get(req)?.caller;
					return caller ? introspect(token, caller) : { active: false };
				},
				takeBack,
				leavings,
				leaverOf: (request) => ({
					account: visits.get(request)?.session?.account,
					signOut: async () => (await visits.get(request)?.signOut()) ?? []
				}),
				callerOf: (request) => visits.get(request)?.caller,
				sessionOf: (request) => visits.get(request)?.session,
				onError: ({ req }, error) => visits.get(req)?.onError(error) ?? 500,
				async onAsks() {
					const visit = visiting();
					if (!visit) return;
					const by = { caller: visit.caller, account: visit.session?.account };
					await told(deps.throttle.admit('ceremony', by));
				},
				async onGuess(client) {
					const visit = visiting();
					if (!visit) throw new Error('A secret is shown by whoever calls.');
					return told(deps.throttle.reserveSecret(client, visit.caller));
				},
				onUnasked: ({ account, id: session }, client) =>
					tell({ code: 'tokens.issued', account, session, details: { client: nameOf(client) } }),
				onGrantEnded: ({ account, session, client }) =>
					tell({
						code: Provider.ctx?.oidc.route === 'token' ? 'tokens.reused' : 'tokens.revoked',
						account,
						session,
						details: { client: nameOf(client) }
					}),
				onRefused: ({ req }, refused) => visits.get(req)?.onRefused(refused),
				errorPage: async (ctx, error) =>
					visits.get(ctx.req)?.errorPage(codeOf(refusedOf(ctx, error)), ctx.status) ?? ''
			},
			keys
		);
		current = { signedBy, provider, handle: provider.callback() };
		return current;
	};

	const provider = async () => (await served()).provider;
	const { introspect, takeBack } = createIntrospection({ ...deps, issued, provider });

	return {
		introspect,
		authorizations: createAuthorizations({ ...deps, grants, provider }),
		devices: createDevices({
			...deps,
			userCodes: createUserCodes(deps),
			provider
		}),
		leavings,
		logoutToken: async (of) => issueLogoutToken((await served()).provider, deps.random, of),
		cookie: interactionCookie(deps.issuer.startsWith('https:')),
		routeOf,
		async serve(request, response, visit) {
			visits.set(request, visit);
			const { handle } = await served();
			await handle(request, response);
		}
	};
}
