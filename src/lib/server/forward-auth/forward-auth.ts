/**
 * Forward-auth: sites that know nothing of sign-in, in front of which a proxy asks here.
 *
 * A site is another host, to which no cookie of this service goes. What a browser has there is a pass: good for that
 * site alone, and for as long as the session behind it, which is looked up at each use. A browser gets one for a code, which this service gives to a
 * session and which counts once, within a minute, on the site and in the browser that has asked.
 */
import * as v from 'valibot';

import type { AuditLog, Record } from '#lib/server/audit/index.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import type { SessionId } from '#lib/server/core/ids.ts';
import type { Random } from '#lib/server/core/random.ts';
import { defineRefusals } from '#lib/server/core/refusal.ts';
import { hashSecret, newSecret } from '#lib/server/core/secret.ts';
import type { Identities, Identity } from '#lib/server/identities/index.ts';
import type { Serve } from '#lib/server/logouts/index.ts';
import type { PendingStore } from '#lib/server/pending/index.ts';
import type { Session, Sessions } from '#lib/server/sessions/index.ts';
import { createPassCodec } from './pass.ts';
import type { Site } from './site.ts';

const CODE_MS = 60_000;

/** Who has shown a pass. */
export interface Visitor {
	readonly session: Session;
	readonly identity: Identity;
}

interface Entered {
	/** For the browser's cookie on the site. */
	readonly pass: string;
	readonly session: Session;
	/** Where the browser was going. */
	readonly to: string;
}

export interface ForwardAuth {
	/** By its origin. */
	find(origin: string): Site | undefined;
	/** Who has a pass of this site. One round trip, and no SQL but once in a while. */
	look(site: Site, pass: string): Promise<Visitor | undefined>;
	/** A code for the browser that began with `state`, the hash of what it keeps on the site. */
	offer(session: Session, to: { site: Site; state: string; to: string }): Promise<string>;
	/** Of racing callers one gets the pass. Refuses `forward_auth.gone`. */
	enter(given: { site: Site; state: string; code: string }, caller: Caller): Promise<Entered>;
	/** Ends the session behind a pass. */
	signOut(site: Site, pass: string, caller: Caller): Promise<void>;
}

export const forwardAuthRefusals = defineRefusals('forward_auth', {
	/** What the proxy says is missing, or can be read in two ways. */
	unclear: 'invalid',
	notAProxy: 'forbidden',
	unknownSite: 'not-found',
	/** Rules allow it to others, or to nobody. */
	notForYou: 'forbidden',
	secondFactorNeeded: 'forbidden',
	gone: 'expired'
});

const refuse = forwardAuthRefusals;

interface Deps {
	readonly clock: Clock;
	readonly random: Random;
	readonly pending: PendingStore;
	readonly sessions: Pick<Sessions, 'attend' | 'endAny'>;
	readonly serve: Serve;
	readonly identities: Pick<Identities, 'glance' | 'refresh'>;
	readonly audit: AuditLog;
	readonly record: Record;
	readonly sites: readonly Site[];
	/** What passes are made by; the newest first. */
	readonly secrets: readonly Uint8Array[];
}

const Offered = v.object({
	session: v.pipe(
		v.string(),
		v.transform((id) => id as SessionId)
	),
	to: v.string()
});

const codeRef = ({ site, state, code }: { site: Site; state: string; code: string }) => ({
	id: `code ${hashSecret(code)}`,
	holder: `${site.origin} ${state}`
});

export function createForwardAuth(deps: Deps): ForwardAuth {
	const { clock, random, pending, sessions, identities, record, audit } = deps;
	const passes = createPassCodec(deps.secrets);
	const byOrigin = new Map(deps.sites.map((site) => [site.origin, site]));

	/** The session behind a pass, and what else is at hand. */
	const open = async (site: Site, pass: string) => {
		const named = passes.parse(site, pass);
		if (!named) return undefined;
		const [session, identity] = await Promise.all([
			sessions.attend(named.session),
			identities.glance(named.account)
		]);
		return session && { session, identity };
	};

	return {
		find: (origin) => byOrigin.get(origin),

		async look(site, pass) {
			const opened = await open(site, pass);
			if (!opened) return undefined;
			const { session } = opened;
			const identity = opened.identity ?? (await identities.refresh(session.account));
			return identity && { session, identity };
		},

		async offer(session, { site, state, to }) {
			const code = newSecret(random);
			await pending.save({
				...codeRef({ site, state, code }),
				attemptsLeft: 1,
				expiresAt: new Date(clock.now().getTime() + CODE_MS),
				data: { session: session.id, to } satisfies v.InferInput<typeof Offered>
			});
			return code;
		},

		async enter({ site, state, code }, caller) {
			const taken = await pending.take(codeRef({ site, state, code }));
			if (!taken) throw refuse.gone();
			const { session: id, to } = v.parse(Offered, taken.data);
			const session = await sessions.attend(id);
			if (!session) throw refuse.gone();
			const { account } = session;
			await deps.serve(session, site.origin);
			const details = { site: new URL(site.origin).host };
			await record(audit, caller, { code: 'site.entered', account, session: id, details });
			return { pass: passes.format(site, { session: id, account }), session, to };
		},

		async signOut(site, pass, caller) {
			const opened = await open(site, pass);
			if (!opened) return;
			const { id, account } = opened.session;
			await sessions.endAny(opened.session);
			await record(audit, caller, { code: 'session.signed_out', account, session: id });
		}
	};
}
