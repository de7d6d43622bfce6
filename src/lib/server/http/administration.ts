import type { RequestEvent } from '@sveltejs/kit';
import * as v from 'valibot';

import type { Account } from '#lib/server/accounts/index.ts';
import type { AccountId } from '#lib/server/core/ids.ts';
import { defineRefusals } from '#lib/server/core/refusal.ts';
import { requireAdmin, requireFresh } from './guard.ts';
import { idText, shortText } from './input.ts';

const refuse = defineRefusals('accounts', { unknown: 'not-found' });

/** What every call that administers may refuse. */
export const ADMIN_REFUSALS = ['sessions.required', 'access.admin_only', 'step-up-required'];

/** An account as administrators see it. */
function accountView(account: Account) {
	const { id, username, email, isEmailProven, displayName } = account;
	const { role, status, passwordDemand, createdAt, groups } = account;
	const names = { username, email, isEmailProven, displayName };
	return { id, ...names, role, groups, status, passwordDemand, createdAt };
}

/** Refuses `access.admin_only` and `step-up-required`. */
export async function requireAdministrator(
	event: RequestEvent,
	action: 'administer' | 'administer-accounts'
) {
	await requireAdmin(event);
	return requireFresh(event, action);
}

/** A page of accounts, newest first, by what the address asks for. */
export async function accountsPage({ locals: { app }, url }: RequestEvent, most: number) {
	const before = v.safeParse(idText, url.searchParams.get('before'));
	const search = v.safeParse(shortText, url.searchParams.get('search')?.trim());
	const found = await app.accounts.list({
		...(before.success && { before: before.output as AccountId }),
		...(search.success && search.output !== '' && { search: search.output }),
		limit: most + 1
	});
	const accounts = found.slice(0, most).map(accountView);
	return { accounts, older: found.length > most ? accounts.at(-1)?.id : undefined };
}

/** One account with what it has, but no secret and no name that its owner gave. Refuses `accounts.unknown`. */
export async function accountDetails({ locals: { app } }: RequestEvent, id: AccountId) {
	const account = await app.accounts.find(id);
	if (!account) throw refuse.unknown();
	const [factors, sessions, recovery] = await Promise.all([
		app.enrolments.list(id),
		app.sessions.list(id),
		app.recoveries.of(id)
	]);
	const isReached = account.status === 'active' && account.isEmailProven;
	return {
		...accountView(account),
		sessions: sessions.length,
		lastSeenAt: sessions[0]?.lastSeenAt,
		recovery,
		canRecover: app.recoveries.canWait && isReached && recovery === undefined,
		factors: factors.map(({ method, createdAt, lastUsedAt }) => ({ method, createdAt, lastUsedAt }))
	};
}
