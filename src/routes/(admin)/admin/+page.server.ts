import { redirect } from '@sveltejs/kit';
import * as v from 'valibot';

import { ROLES } from '#lib/server/accounts/index.ts';
import type { AccountId, InvitationId } from '#lib/server/core/ids.ts';
import { formAction } from '#lib/server/http/form-action.ts';
import { freshOrStepUp, requireAdmin } from '#lib/server/http/guard.ts';
import { idText } from '#lib/server/http/input.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const PAGE = 50;
const Invite = v.strictObject({ role: v.picklist(ROLES) });
const Withdraw = v.strictObject({ id: idText });

export const load: PageServerLoad = async (event) => {
	const { username, displayName, email } = await requireAdmin(event);
	await freshOrStepUp(event, 'administer');
	const { app } = event.locals;
	const given = v.safeParse(idText, event.url.searchParams.get('before'));
	const [accounts, invitations] = await Promise.all([
		app.accounts.list({
			...(given.success && { before: given.output as AccountId }),
			limit: PAGE + 1
		}),
		app.invitations.list()
	]);
	const shown = accounts.slice(0, PAGE);
	return {
		account: { username, displayName, email, isAdmin: true },
		accounts: shown.map(({ id, username: name, email: mail, role, status, createdAt }) => ({
			id,
			username: name,
			email: mail,
			role,
			status,
			createdAt
		})),
		older: accounts.length > PAGE ? shown.at(-1)?.id : undefined,
		invitations: invitations.map(({ id, role, expiresAt }) => ({ id, role, expiresAt })),
		/** The one to ask about, where no script opens a dialog. */
		withdrawing: invitations.find(({ id }) => id === event.url.searchParams.get('withdraw'))?.id,
		hasWithdrawn: event.url.searchParams.has('withdrawn'),
		mode: app.invitations.mode,
		now: app.clock.now()
	};
};

export const actions: Actions = {
	invite: formAction<RequestEvent, typeof Invite, { link: string }>(
		{ fields: Invite },
		async (event, { role }) => {
			await requireAdmin(event);
			const by = await freshOrStepUp(event, 'administer', '/admin');
			const { app } = event.locals;
			const { secret } = await app.invitations.create(by, role);
			return { link: `${app.config.origin}/sign-up?invitation=${secret}` };
		}
	),
	withdraw: formAction<RequestEvent, typeof Withdraw, never>(
		{ fields: Withdraw },
		async (event, { id }) => {
			await requireAdmin(event);
			const by = await freshOrStepUp(event, 'administer', '/admin');
			await event.locals.app.invitations.withdraw(by, id as InvitationId);
			redirect(303, '/admin?withdrawn');
		}
	)
};
