/**
 * The provider's session, which is ours: it is made of the Latchkey session of each request, and nothing of it is
 * kept. So nothing has to be kept in step, and what ends here has ended there.
 */
import type { IncomingMessage } from 'node:http';

import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';

import { sidOf, type Session } from '#lib/server/sessions/index.ts';
import { acrOf, amrOf, authTimeOf, standingOf } from './requirements.ts';

/** The session of who sent a request, as its cookie has it. */
export type SessionOf = (request: IncomingMessage) => Session | undefined;

type ProviderSession = InstanceType<Provider['Session']>;

export function useOurSessions({ Session }: Provider, sessionOf: SessionOf): void {
	Object.assign(Session, {
		get: async (ctx: KoaContextWithOIDC) => {
			const session = sessionOf(ctx.req);
			const derived: ProviderSession = session
				? Object.assign(new Session(), {
						jti: standingOf(session),
						uid: session.id,
						accountId: session.account,
						loginTs: authTimeOf(session),
						acr: acrOf(session),
						amr: amrOf(session)
					})
				: new Session();
			ctx.oidc.entity('Session', derived);
			return derived;
		}
	});
	Object.assign(Session.prototype, {
		save: async () => '',
		persist: async () => '',
		resetIdentifier: () => undefined,
		// Who is signed in, how and since when, is what our session says.
		loginAccount: () => undefined,
		sidFor(this: ProviderSession, client: string, value?: string) {
			return value === undefined ? sidOf({ id: this.uid }, client) : undefined;
		}
	});
}
