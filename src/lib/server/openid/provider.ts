/** The provider as it is for one set of signing keys: the library, with our stores, our session and our clients. */
import type { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';

import Provider, { type Adapter, type JWK, type KoaContextWithOIDC } from 'oidc-provider';

import type { AccountStore } from '#lib/server/accounts/index.ts';
import type { ClientDirectory } from '#lib/server/clients/index.ts';
import { hashSecret, isSameHash } from '#lib/server/core/secret.ts';
import type { SecretGuess } from '#lib/server/throttling/index.ts';
import { countAsked } from './asking.ts';
import { createBackchannelRecords } from './backchannel-records.ts';
import type { CibaDeps } from './ciba.ts';
import { metadataOf } from './client-metadata.ts';
import { configurationOf, resumeCookie } from './configuration.ts';
import { createDeviceRecords, INTERVAL_SECONDS, type DeviceRecordDeps } from './device-records.ts';
import { frameAnswers } from './framing.ts';
import { answerForSigned, type Introspection } from './introspection.ts';
import type { IssuedTokens } from './issued.ts';
import type { createLeavings, Leaver } from './leaving.ts';
import { createLoadGrant, type LoadGrantDeps } from './load-grant.ts';
import { createGrantRecords, GRANT_FIELDS, type GrantDeps } from './grants.ts';
import { useOurSessions } from './login-session.ts';
import { noteUses, withOfflineTokens } from './offline-records.ts';
import type { PolicyDeps } from './policy.ts';
import { createRecords } from './records.ts';
import { hearRefusals } from './refused.ts';
import { askWhoeverIsHere } from './resuming.ts';
import { createResources } from './resources.ts';
import { noteServed, type ServingDeps } from './serving.ts';
import { useOurBudgets, type ReplayDeps } from './replays.ts';

export interface ProviderDeps
	extends
		GrantDeps,
		PolicyDeps,
		LoadGrantDeps,
		ReplayDeps,
		DeviceRecordDeps,
		ServingDeps,
		CibaDeps {
	readonly accounts: Pick<AccountStore, 'find'>;
	readonly clients: Pick<ClientDirectory, 'find' | 'hasOrigin'>;
	readonly consents: GrantDeps['consents'] & LoadGrantDeps['consents'];
	readonly issuer: string;
	readonly issued: Pick<IssuedTokens, 'claimsOf'>;
	readonly introspect: (
		ctx: KoaContextWithOIDC,
		token: string
	) => ReturnType<Introspection['introspect']>;
	/** Counts a guess at a client's secret before it is verified; refuses where too many were wrong. */
	readonly onGuess: (client: string) => Promise<SecretGuess>;
	readonly takeBack: Introspection['takeBack'];
	readonly leavings: Pick<ReturnType<typeof createLeavings>, 'attach'>;
	readonly leaverOf: (request: IncomingMessage) => Leaver;
	/** Says with which status to answer. */
	readonly onError: (ctx: KoaContextWithOIDC, error: Error) => number;
	/** An application got nothing, and its operator may want to know why. */
	readonly onRefused: Parameters<typeof hearRefusals>[1];
	/** The page of an error that must not be sent to an address that nobody has named. */
	readonly errorPage: (ctx: KoaContextWithOIDC, error: Error) => Promise<string>;
}

const UNAVAILABLE = 503;
const missing = async () => undefined;

function createAdapter(deps: ProviderDeps): (model: string) => Adapter {
	const grants = createGrantRecords(deps);
	const onUsedAgain = async (grant: string) => void (await grants.destroy(grant));
	const records = (model: string) => createRecords(model, { ...deps, onUsedAgain });
	const clients = (): Adapter => ({
		...records('Client'),
		async find(id) {
			const client = deps.clients.find(id);
			return client && metadataOf(client);
		},
		upsert: missing,
		destroy: missing
	});
	const others: Readonly<Record<string, () => Adapter>> = {
		RefreshToken: () => withOfflineTokens(records('RefreshToken'), { ...deps, onUsedAgain }),
		DeviceCode: () => createDeviceRecords({ ...deps, onUsedAgain }),
		BackchannelAuthenticationRequest: () => createBackchannelRecords(deps)
	};
	return (model) => {
		if (model === 'Client') return clients();
		if (model === 'Grant') return grants;
		const kept = countAsked(model, others[model]?.() ?? records(model), deps);
		return noteServed(model, kept, deps);
	};
}

export function createProvider(deps: ProviderDeps, keys: readonly JWK[]): Provider {
	const { clients, issuer } = deps;
	const isSecure = issuer.startsWith('https:');
	const provider = new Provider(issuer, {
		...configurationOf({
			...deps,
			keys,
			isSecure,
			resources: createResources(deps),
			extraTokenClaims: deps.issued.claimsOf,
			loadExistingGrant: createLoadGrant(deps),
			async renderError(ctx, _, error) {
				ctx.type = 'html';
				ctx.body = await deps.errorPage(ctx, error);
			}
		}),
		adapter: createAdapter(deps)
	});
	// The front server says who serves and who calls, and overwrites what a request says of it.
	provider.proxy = true;
	useOurSessions(provider, deps.sessionOf);
	const { IN_PAYLOAD } = provider.Grant as unknown as { IN_PAYLOAD: readonly string[] };
	Object.defineProperty(provider.Grant, 'IN_PAYLOAD', { value: [...IN_PAYLOAD, ...GRANT_FIELDS] });
	Object.assign(provider.Client.prototype, {
		async compareClientSecret(this: { readonly clientId: string }, given: string) {
			const guess = await deps.onGuess(this.clientId);
			const known = clients.find(this.clientId)?.secretHash;
			const isRight = known !== undefined && isSameHash(hashSecret(given), known);
			await (isRight ? guess.right() : guess.wrong());
			return isRight;
		}
	});
	deps.leavings.attach(provider, deps.leaverOf);
	frameAnswers(provider, clients);
	askWhoeverIsHere(provider, { ...deps, cookie: resumeCookie(isSecure) });
	answerForSigned(provider, clients, deps);
	useOurBudgets(provider, deps);
	noteUses(provider, deps);
	provider.on('device_authorization.success', (_, answer) =>
		Object.assign(answer, { interval: INTERVAL_SECONDS })
	);
	provider.on('server_error', (ctx, error) => {
		ctx.status = deps.onError(ctx, error);
		if (ctx.status === UNAVAILABLE) ctx.set('retry-after', '2');
	});
	const koa: EventEmitter = provider;
	hearRefusals(koa, deps.onRefused);
	koa.on('error', (error: Error, ctx: KoaContextWithOIDC) => void deps.onError(ctx, error));
	return provider;
}
