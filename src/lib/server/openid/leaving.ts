/** Leaving: an application asks that somebody be signed out here. OpenID Connect RP-Initiated Logout 1.0. */
import type { IncomingMessage } from 'node:http';

import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import * as v from 'valibot';

import type { Client, ClientDirectory } from '#lib/server/clients/index.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import type { Random } from '#lib/server/core/random.ts';
import { defineRefusals } from '#lib/server/core/refusal.ts';
import { newSecret } from '#lib/server/core/secret.ts';
import type { PendingStore } from '#lib/server/pending/index.ts';

const ANSWER_MS = 10 * 60_000;
const SIGNED_OUT = '/sign-in?signed-out';
const SEE_OTHER = 303;

const refuse = defineRefusals('leaving', { gone: 'expired' });

const Leaving = v.object({
	/** The name of the application. */
	client: v.optional(v.string()),
	/** A page of the application, for whoever stays signed in. */
	back: v.optional(v.string()),
	/** Where it wants people sent afterwards: an address that the operator has named, or a page of ours. */
	to: v.string()
});

export type Leaving = v.InferOutput<typeof Leaving>;

export interface Leavings {
	/** Refuses `leaving.gone`. */
	find(id: string): Promise<Leaving>;
}

interface Deps {
	readonly clock: Clock;
	readonly random: Random;
	readonly pending: PendingStore;
	readonly clients: Pick<ClientDirectory, 'find'>;
}

const refOf = (id: string) => ({ id, holder: 'openid/leaving' });

/** Who asks, and how it is done where it need not be asked about. */
export interface Leaver {
	readonly account: string | undefined;
	readonly signOut: () => Promise<readonly string[]>;
}

const State = v.object({
	clientId: v.optional(v.string()),
	state: v.optional(v.string()),
	postLogoutRedirectUri: v.optional(v.string())
});

function addressOf({ postLogoutRedirectUri, state }: v.InferOutput<typeof State>): string {
	if (postLogoutRedirectUri === undefined) return SIGNED_OUT;
	const url = new URL(postLogoutRedirectUri);
	if (state !== undefined) url.searchParams.set('state', state);
	return url.href;
}

/**
 * Where the application is, by what the operator has named: the start of the site to which it sends people afterwards,
 * since that page itself says that they are signed out. An app on a phone has none.
 */
function pageOf(client: Client, asked: string | undefined): string | undefined {
	const named = [asked, ...(client.postLogoutRedirectUris ?? []), ...client.origins];
	const url = URL.parse(named.find((address) => address !== undefined) ?? '');
	return url && /^https?:$/.test(url.protocol) ? `${url.origin}/` : undefined;
}

export function createLeavings({ clock, random, pending, clients }: Deps) {
	const ask = async (leaving: Leaving): Promise<string> => {
		const id = newSecret(random);
		const expiresAt = new Date(clock.now().getTime() + ANSWER_MS);
		await pending.save({ ...refOf(id), attemptsLeft: 1, expiresAt, data: leaving });
		return `/leave/${id}`;
	};

	/** Somebody is asked, unless the application shows that it has signed in just them. ASVS 5.0 10.6.2. */
	const answer = async (ctx: KoaContextWithOIDC, { account, signOut }: Leaver): Promise<string> => {
		const asked = v.parse(State, ctx.oidc.session?.state ?? {});
		const to = addressOf(asked);
		if (account === undefined) return to;
		if (ctx.oidc.entities.IdTokenHint?.payload['sub'] === account) {
			ctx.append('set-cookie', [...(await signOut())]);
			return to;
		}
		const client = clients.find(asked.clientId ?? '');
		const back = client && pageOf(client, asked.postLogoutRedirectUri);
		return ask({ client: client?.name, back, to });
	};

	return {
		async find(id: string): Promise<Leaving> {
			const found = await pending.find(refOf(id));
			if (!found) throw refuse.gone();
			return v.parse(Leaving, found.data);
		},

		/** In the place of the pages that the library would show. */
		attach(provider: Provider, leaverOf: (request: IncomingMessage) => Leaver): void {
			provider.use(async (ctx, next) => {
				await next();
				const asked: Partial<KoaContextWithOIDC> = ctx;
				if (asked.oidc?.route !== 'end_session' || ctx.status !== 200) return;
				ctx.body = undefined;
				ctx.status = SEE_OTHER;
				ctx.redirect(await answer(ctx as KoaContextWithOIDC, leaverOf(ctx.req)));
			});
		}
	};
}
