/** Authorizations: what an application asks somebody for, step by step, until it is sent its answer. */
import type Provider from 'oidc-provider';
import type { InteractionResults } from 'oidc-provider';
import * as v from 'valibot';

import type { AuditLog, Record } from '#lib/server/audit/index.ts';
import type { Client, ClientDirectory } from '#lib/server/clients/index.ts';
import type { Consents } from '#lib/server/consents/index.ts';
import type { Aal } from '#lib/server/core/assurance.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { AccountId } from '#lib/server/core/ids.ts';
import { defineRefusals } from '#lib/server/core/refusal.ts';
import type { Session } from '#lib/server/sessions/index.ts';
import { CLAIMS } from './account-claims.ts';
import type { GrantIndex } from './grants.ts';
import { OFFLINE } from './offline-records.ts';
import { createRecords, type RecordDeps } from './records.ts';
import { isFresh, requirementsOf } from './requirements.ts';

const SECOND = 1000;

const refuse = defineRefusals('authorizations', { gone: 'expired' });

/** What is left to do before the application gets its answer. */
export type Step =
	| { readonly kind: 'sign-in' }
	/** To be proven anew, or more of it. */
	| { readonly kind: 'step-up' }
	/** The account cannot reach what is asked of it. */
	| { readonly kind: 'add-factor' }
	| {
			readonly kind: 'consent';
			readonly scopes: readonly string[];
			/** Whether it may go on while nobody is signed in. */
			readonly isOffline: boolean;
	  }
	/** An address of ours, from where it goes on to the application. */
	| { readonly kind: 'continue'; readonly to: string };

interface Asked {
	readonly client: Client;
	readonly step: Step;
}

/** One browser's request: the id in its address, and the one in its cookie. */
export interface AuthorizationRef {
	readonly id: string;
	readonly cookie: string | undefined;
}

export interface Authorizations {
	/** Who asks, of whatever browser; for a page on the way, to which the cookie does not come. */
	askedBy(id: string): Promise<Client | undefined>;
	/** Refuses `authorizations.gone`, also where another browser has begun it. */
	require(ref: AuthorizationRef): Promise<void>;
	/** Refuses as `require` does. */
	step(ref: AuthorizationRef, session: Session | undefined): Promise<Asked>;
	allow(ref: AuthorizationRef, by: { session: Session; caller: Caller }): Promise<void>;
	/** Also of somebody who is not signed in, or cannot do what is asked. */
	decline(
		ref: AuthorizationRef,
		by: { session: Session | undefined; caller: Caller }
	): Promise<void>;
}

export interface AuthorizationDeps extends RecordDeps {
	readonly clients: Pick<ClientDirectory, 'find'>;
	readonly consents: Pick<Consents, 'allow'>;
	readonly grants: GrantIndex;
	readonly provider: () => Promise<Provider>;
	readonly lacksRequiredFactor: (session: Session) => Promise<boolean>;
	readonly reachable: (account: AccountId) => Promise<Aal>;
	readonly audit: AuditLog;
	readonly record: Record;
}

type Interaction = InstanceType<Provider['Interaction']>;

const Params = v.object({
	client_id: v.string(),
	prompt: v.optional(v.string(), ''),
	scope: v.optional(v.string(), '')
});
const Missing = v.object({
	missingOIDCScope: v.optional(v.array(v.string()), []),
	missingOIDCClaims: v.optional(v.array(v.string()), [])
});

export function createAuthorizations(deps: AuthorizationDeps): Authorizations {
	const { clock, grants } = deps;

	// Read past the provider, which is made when somebody first needs it: looking changes nothing.
	const interactions = createRecords('Interaction', {
		...deps,
		onUsedAgain: async () => undefined
	});

	const find = async ({ id, cookie }: AuthorizationRef) => {
		// Before there is a provider: its keys are made when somebody first needs them, and looking changes nothing.
		if (cookie !== id) throw refuse.gone();
		const provider = await deps.provider();
		const interaction = await provider.Interaction.find(id);
		const client = interaction && deps.clients.find(v.parse(Params, interaction.params).client_id);
		if (!interaction || !client) throw refuse.gone();
		return { provider, interaction, client };
	};

	const finish = async (interaction: Interaction, result: InteractionResults) => {
		interaction.result = result;
		await interaction.persist();
	};

	/** What stands between this session and the application, beside consent. */
	const lacking = async (interaction: Interaction, session: Session): Promise<Step | undefined> => {
		if (await deps.lacksRequiredFactor(session)) return { kind: 'add-factor' };
		const wanted = requirementsOf(interaction.params);
		const { aal = 3 } = wanted;
		if (session.aal < aal && (await deps.reachable(session.account)) < aal)
			return { kind: 'add-factor' };
		const { iat = Infinity, session: before } = interaction;
		const since = new Date(iat * SECOND);
		const began = { standing: before?.cookie, since, now: clock.now() };
		const isEnough = session.aal >= aal && isFresh(session, wanted, began);
		return isEnough ? undefined : { kind: 'step-up' };
	};

	/** What is new in it; all of it, where an application wants it asked again. */
	const scopesOf = (interaction: Interaction): readonly string[] => {
		const { missingOIDCScope } = v.parse(Missing, interaction.prompt.details);
		const { scope, prompt } = v.parse(Params, interaction.params);
		const isAnew = prompt.split(' ').includes('consent') || missingOIDCScope.length === 0;
		const known = (name: string) => name === OFFLINE || Object.hasOwn(CLAIMS, name);
		return isAnew ? scope.split(' ').filter(known) : missingOIDCScope;
	};

	const isOfflineAsked = (interaction: Interaction, { offlineAccess = false }: Client): boolean =>
		offlineAccess && scopesOf(interaction).includes(OFFLINE);

	const asked = (interaction: Interaction, client: Client) => ({
		scopes: scopesOf(interaction).filter((scope) => scope !== OFFLINE),
		isOffline: isOfflineAsked(interaction, client)
	});

	/** With what is allowed now. One that outlives the session is by itself: what else was allowed ends with it. */
	const grantOf = async (
		{ provider, interaction }: { provider: Provider; interaction: Interaction },
		{ account: accountId, id: sessionId }: Session,
		{ client, scopes, isOffline }: ReturnType<typeof asked> & { client: Client }
	) => {
		const known = isOffline ? undefined : interaction.grantId;
		const grant =
			(known === undefined ? undefined : await provider.Grant.find(known)) ??
			new provider.Grant({ accountId, clientId: client.id });
		Object.assign(grant, { sessionId, ...(isOffline && { isOffline }) });
		grant.addOIDCScope([...scopes, ...(isOffline ? [OFFLINE] : [])]);
		if (!isOffline) grant.rejectOIDCScope(OFFLINE);
		grant.addOIDCClaims(v.parse(Missing, interaction.prompt.details).missingOIDCClaims);
		return grant;
	};

	return {
		async askedBy(id) {
			const found = await interactions.find(id);
			return found ? deps.clients.find(v.parse(Params, found.params).client_id) : undefined;
		},

		require: async (ref) => void (await find(ref)),

		async step(ref, session) {
			const { interaction, client } = await find(ref);
			const go = { client, step: { kind: 'continue', to: interaction.returnTo } } as const;
			if (interaction.result) return go;
			if (!session) return { client, step: { kind: 'sign-in' } };
			const isSame = interaction.session?.uid === session.id;
			if (isSame && interaction.prompt.name === 'consent')
				return { client, step: { kind: 'consent', ...asked(interaction, client) } };
			const step = await lacking(interaction, session);
			if (step) return { client, step };
			// Who is signed in now decides, whoever was when it began.
			delete interaction.session;
			await finish(interaction, { login: { accountId: session.account } });
			return go;
		},

		async allow(ref, { session, caller }) {
			const { provider, interaction, client } = await find(ref);
			const isAsked = interaction.prompt.name === 'consent' && !interaction.result;
			if (!isAsked || interaction.session?.uid !== session.id) throw refuse.gone();
			const given = asked(interaction, client);
			const grant = await grantOf({ provider, interaction }, session, { client, ...given });
			const allowed = grant.getOIDCScope().split(' ').filter(Boolean);
			await deps.consents.allow({ session, caller }, client, { scopes: allowed });
			const grantId = await grant.save();
			if (!given.isOffline) await grants.save(session, client.id, grantId);
			// What was proven for it just before counts to its end, or it would be asked for again.
			const login = interaction.lastSubmission?.login;
			await finish(interaction, { ...(login && { login }), consent: { grantId } });
		},

		async decline(ref, { session, caller }) {
			const { interaction, client } = await find(ref);
			if (interaction.result) return;
			if (session)
				await deps.record(deps.audit, caller, {
					code: 'authorization.declined',
					account: session.account,
					session: session.id,
					details: { client: client.name }
				});
			await finish(interaction, { error: 'access_denied', error_description: 'declined' });
		}
	};
}
