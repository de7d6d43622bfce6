/**
 * Backchannel sign-in: an application asks somebody's phones, and no browser is here. CIBA Core 1.0.
 *
 * This module owns whom an application may ask, how often, and what becomes of the answer: a session, once. What a
 * phone is asked and signs is the business of `approvals/` and `phones/`, what that is worth of `sign-in/`, how an
 * application is spoken to of `openid/`. docs/decisions/0037 has the reasons.
 */
import * as v from 'valibot';

import { normalIdentifier, type Account, type AccountStore } from '#lib/server/accounts/index.ts';
import type { Approval, Approvals, Outcome } from '#lib/server/approvals/index.ts';
import { askerOfClient, type Askers } from '#lib/server/askers/index.ts';
import { grantsOf, type Client, type ClientDirectory } from '#lib/server/clients/index.ts';
import { applicationAgent, type Caller } from '#lib/server/core/caller.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import { newId, type AccountId } from '#lib/server/core/ids.ts';
import type { Random } from '#lib/server/core/random.ts';
import { Refusal } from '#lib/server/core/refusal.ts';
import { hashSecret } from '#lib/server/core/secret.ts';
import type { FactorMethod, FactorStore } from '#lib/server/factors/index.ts';
import { phoneOf, PHONES } from '#lib/server/factors/phones/index.ts';
import type { PendingStore } from '#lib/server/pending/index.ts';
import type { Session } from '#lib/server/sessions/index.ts';
import { BACKCHANNEL_SIGN_IN, type SignIn } from '#lib/server/sign-in/index.ts';
import { createRequireRoom, transactionRefusals } from '#lib/server/transactions/index.ts';
import type { Pings } from './pings.ts';
import { questionOf } from './question.ts';
import { Asked, Asker } from './request.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const UNWANTED_MS = 24 * 60 * MINUTE;

interface Asking {
	/** What the application asks by. */
	readonly id: string;
	readonly client: Client;
	readonly account: AccountId;
	/** What it has named the account by, if it was a name. */
	readonly hint: string | undefined;
	readonly text: string;
	readonly expiresAt: Date;
	/** The token that it wants to be told with. */
	readonly pingToken: string | undefined;
	readonly caller: Caller;
}

export type Settled =
	| { readonly status: 'pending' | 'declined' }
	/** Once: whoever comes later finds it pending. */
	| { readonly status: 'approved'; readonly session: Session };

export interface BackchannelSignIn {
	/** Whose name or address that is; somebody who is nobody, at the same cost, where it is nobody's. */
	identify(hint: string): Promise<AccountId>;
	/**
	 * Asks the phones of an account, if it has any that can answer: nothing tells. Refuses `transactions.wait`
	 * and `transactions.unwanted`.
	 */
	ask(asking: Asking): Promise<void>;
	settle(id: string, caller: Caller): Promise<Settled>;
	/** Hears of what phones answer. */
	answered(approval: Approval, outcome: Outcome): Promise<void>;
}

type Deps = Parameters<typeof createRequireRoom>[0] & {
	readonly clock: Clock;
	readonly random: Random;
	readonly origin: string;
	readonly productName: string;
	readonly methods: readonly FactorMethod[];
	readonly accounts: Pick<AccountStore, 'find' | 'findByIdentifier'>;
	readonly approvals: Approvals;
	readonly askers: Pick<Askers, 'isOff' | 'note'>;
	readonly clients: Pick<ClientDirectory, 'find'>;
	readonly factors: Pick<FactorStore, 'list' | 'openDecoy'>;
	readonly pending: PendingStore;
	readonly pings: Pick<Pings, 'send'>;
	readonly signIn: Pick<SignIn, 'withPhone'>;
};

const refOf = (id: string) => ({ id, holder: BACKCHANNEL_SIGN_IN });
const askerRef = (request: string) => ({ id: request, holder: `${BACKCHANNEL_SIGN_IN}/asker` });
const unwantedRef = (client: string, account: AccountId) => ({
	id: `${client}/${account}`,
	holder: `${BACKCHANNEL_SIGN_IN}/unwanted`
});

const canRefresh = (client: Client): boolean => grantsOf(client).includes('refresh_token');

export function createBackchannelSignIn(deps: Deps): BackchannelSignIn {
	const { clock, random, accounts, approvals, factors, pending } = deps;
	const requireRoom = createRequireRoom(deps);
	const isOn = deps.methods.some(({ id, isOff }) => id === PHONES && !isOff);
	const later = (ms: number): Date => new Date(clock.now().getTime() + ms);

	/** Who can be asked; for anybody else somebody who is nobody. A phone that verifies nobody is one factor only. */
	const whomToAsk = async (
		{ account, client }: Asking,
		found: Account | undefined
	): Promise<Pick<Account, 'id' | 'username' | 'locale' | 'generation'>> => {
		const phones = (await factors.list(account)).filter(({ method }) => method === PHONES);
		// Nothing tells whoever was turned off: it is as if nobody came to the phone.
		const isOff = await deps.askers.isOff(account, askerOfClient(client.id));
		const canAnswer = phones.some((phone) => phoneOf(phone).credential !== undefined);
		// Opened above, where there is one.
		if (phones.length === 0) factors.openDecoy();
		if (isOn && found?.status === 'active' && canAnswer && !isOff) return found;
		return { id: newId('acc', random), username: '', generation: 0 };
	};

	const requireWanted = async (client: string, account: AccountId): Promise<void> => {
		const unwanted = await pending.find(unwantedRef(client, account));
		if (!unwanted) return;
		const leftMs = unwanted.expiresAt.getTime() - clock.now().getTime();
		const retryAfterSeconds = Math.ceil(leftMs / SECOND);
		throw transactionRefusals.unwanted({ details: { retryAfterSeconds } });
	};

	return {
		async identify(hint) {
			const found = await accounts.findByIdentifier(normalIdentifier(hint));
			return found?.id ?? newId('acc', random);
		},

		async ask(asking) {
			const { id, client, text, expiresAt, pingToken, caller } = asking;
			await requireWanted(client.id, asking.account);
			const found = await accounts.find(asking.account);
			// By the account's own name, whatever it was found by: what a person is asked is counted once.
			const name = normalIdentifier(found?.username ?? asking.hint ?? asking.account);
			const asker = askerOfClient(client.id);
			await requireRoom({ asker, name, account: found?.id, caller });
			const account = await whomToAsk(asking, found);
			const question = { application: client.name, account, text, expiresAt, caller };
			const approval = questionOf(question, deps);
			// Longer than the request, so that its application learns what came of it in the last moment.
			const kept = { attemptsLeft: 1, expiresAt: new Date(expiresAt.getTime() + MINUTE) };
			const asked: Asked = {
				request: approval.id,
				account: account.id,
				generation: account.generation,
				application: client.name,
				lifetime: canRefresh(client) ? 'lasting' : 'brief'
			};
			await pending.save({ ...refOf(id), ...kept, data: asked });
			const by: Asker = {
				client: client.id,
				...(pingToken !== undefined && { ping: { id, token: pingToken } })
			};
			await pending.save({ ...askerRef(approval.id), ...kept, data: by });
			await approvals.open(approval);
		},

		async settle(id, caller) {
			const found = v.safeParse(Asked, (await pending.find(refOf(id)))?.data);
			if (!found.success) return { status: 'pending' };
			const { application, ...asked } = found.output;
			const result = await approvals.resultOf(asked.request);
			// How long there is to answer, its application is told by whoever has told it so.
			if (!result || result.answer === 'expired') return { status: 'pending' };
			if (result.answer !== 'approved') return { status: 'declined' };
			// Of several that ask at once, one gets the session.
			if (!(await pending.take(refOf(id)))) return { status: 'pending' };
			const by = {
				holder: hashSecret(id),
				caller: { ...caller, userAgent: applicationAgent(application) },
				signsInTo: application
			};
			const signedIn = await deps.signIn
				.withPhone({ ...asked, purpose: BACKCHANNEL_SIGN_IN, result }, by)
				.catch(unlessRefused);
			return signedIn?.verified
				? { status: 'approved', session: signedIn.issued.session }
				: { status: 'declined' };
		},

		async answered({ id, account, document }, { answer }) {
			if (document.purpose !== BACKCHANNEL_SIGN_IN) return;
			const asker = v.safeParse(Asker, (await pending.find(askerRef(id)))?.data);
			if (!asker.success) return;
			const { client, ping } = asker.output;
			await deps.askers.note(account, askerOfClient(client));
			if (answer === 'disowned')
				await pending.save({
					...unwantedRef(client, account),
					attemptsLeft: 1,
					expiresAt: later(UNWANTED_MS),
					data: true
				});
			const uri = deps.clients.find(client)?.backchannelNotificationUri;
			if (ping && uri !== undefined) deps.pings.send({ ...ping, client, uri });
		}
	};
}

/** What was proven holds no longer, such as for an account that was closed meanwhile. */
function unlessRefused(error: unknown): undefined {
	if (error instanceof Refusal && error.kind === 'unauthenticated') return undefined;
	throw error;
}
