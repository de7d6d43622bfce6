/** Client-Initiated Backchannel Authentication: what the library leaves to us. CIBA Core 1.0 §7. */
import type { IncomingMessage } from 'node:http';

import { errors, type Configuration, type KoaContextWithOIDC } from 'oidc-provider';
import * as v from 'valibot';

import { bindingFault, type BackchannelSignIn } from '#lib/server/backchannel-sign-in/index.ts';
import type { ClientDirectory } from '#lib/server/clients/index.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import { Refusal } from '#lib/server/core/refusal.ts';
import { requirementsOf } from './requirements.ts';

const SECOND = 1000;
/** In seconds. As long as any request to a phone; who must be quicker may say so. */
const EXPIRY = { most: 120, least: 30 };
/** In seconds, between one question of an application and the next. */
export const INTERVAL = 2;
const TOO_MANY = 429;
/** Longer than a name or an address can be. */
const LONGEST_HINT = 320;

export interface CibaDeps {
	readonly clock: Clock;
	readonly backchannelSignIn: Pick<BackchannelSignIn, 'identify' | 'ask' | 'settle'>;
	readonly callerOf: (request: IncomingMessage) => Caller | undefined;
	readonly clients: Pick<ClientDirectory, 'find'>;
}

const Params = v.object({
	login_hint: v.optional(v.string()),
	binding_message: v.string(),
	requested_expiry: v.optional(v.union([v.string(), v.number()])),
	client_notification_token: v.optional(v.string())
});

/** How long there is to answer, in seconds: what was asked for, if it can be had. */
export function expiryOf(_: unknown, { params }: { readonly params?: unknown }): number {
	const { requested_expiry: wanted = EXPIRY.most } = v.parse(Params, params);
	return Math.min(EXPIRY.most, Math.max(EXPIRY.least, Number(wanted)));
}

/** In the words of OAuth; anything else is a bug, or a store that is gone. */
export function toldAs(error: unknown, ctx: KoaContextWithOIDC): Error {
	if (!(error instanceof Refusal)) return error as Error;
	if (error.kind !== 'throttled') return error;
	ctx.set('retry-after', `${Number(error.details?.['retryAfterSeconds'] ?? 1)}`);
	const told = new errors.TemporarilyUnavailable('as many as may be asked');
	return Object.assign(told, { status: TOO_MANY, statusCode: TOO_MANY });
}

type Ciba = NonNullable<NonNullable<Configuration['features']>['ciba']>;

export function cibaOf({ clock, backchannelSignIn, callerOf, clients }: CibaDeps): Ciba {
	return {
		enabled: true,
		deliveryModes: ['poll', 'ping'],

		async processLoginHint(_, hint = '') {
			return backchannelSignIn.identify(hint.slice(0, LONGEST_HINT));
		},

		async processLoginHintToken() {
			throw new errors.InvalidRequest('login_hint_token is not supported');
		},

		/** Nobody has one. */
		verifyUserCode: async () => undefined,

		async validateBindingMessage(_, message) {
			const fault = message === undefined ? 'missing' : bindingFault(message);
			if (fault) throw new errors.InvalidBindingMessage(`binding_message: ${fault}`);
		},

		async validateRequestContext(ctx) {
			// What a phone proves is the highest level that there is.
			if (requirementsOf(ctx.oidc.params).aal === undefined)
				throw new errors.InvalidRequest('none of acr_values is known here');
		},

		async triggerAuthenticationDevice(ctx, request, account, { clientId }) {
			const [client, caller] = [clients.find(clientId), callerOf(ctx.req)];
			if (!client || !caller) throw new errors.InvalidClient('client not found');
			const given = v.parse(Params, request.params);
			await backchannelSignIn
				.ask({
					id: request.jti,
					client,
					account: account.accountId as Parameters<BackchannelSignIn['ask']>[0]['account'],
					hint: given.login_hint,
					text: given.binding_message,
					expiresAt: new Date(clock.now().getTime() + request.expiration * SECOND),
					pingToken: given.client_notification_token,
					caller
				})
				.catch((error: unknown) => {
					throw toldAs(error, ctx);
				});
			ctx.body = { ...Object(ctx.body), interval: INTERVAL };
		}
	};
}
