import { redirect } from '@sveltejs/kit';
import * as v from 'valibot';

import { ROLES } from '#lib/server/accounts/index.ts';
import type { InvitationId } from '#lib/server/core/ids.ts';
import { accountsPage } from '#lib/server/http/administration.ts';
import { formAction } from '#lib/server/http/form-action.ts';
import { freshOrStepUp, requireAdmin } from '#lib/server/http/guard.ts';
import { idText } from '#lib/server/http/input.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const PAGE = 25;
const Invite = v.strictObject({ role: v.picklist(ROLES) });
const Nothing = v.strictObject({});
const Withdraw = v.strictObject({ id: idText });

export const load: PageServerLoad = async (event) => {
	const { username, displayName, email } = await requireAdmin(event);
	await freshOrStepUp(event, 'administer');
	const { app } = event.locals;
	const { searchParams } = event.url;
	const [shown, invitations] = await Promise.all([
		accountsPage(event, PAGE),
		app.invitations.list()
	]);
	return {
		account: { username, displayName, email, isAdmin: true },
		...shown,
		search: searchParams.get('search')?.trim() ?? '',
		invitations: invitations.map(({ id, role, expiresAt }) => ({ id, role, expiresAt })),
		/** The one to ask about, where no script opens a dialog. */
		withdrawing: invitations.find(({ id }) => id === searchParams.get('withdraw'))?.id,
		hasWithdrawn: searchParams.has('withdrawn'),
		isEndingEverybody: searchParams.get('ask') === 'everybody',
		hasEndedEverybody: searchParams.has('ended'),
		mode: app.invitations.mode,
		now: app.clock.now()
	};
};

export const actions: Actions = {
	endEverybody: formAction<RequestEvent, typeof Nothing, never>(
		{ fields: Nothing },
		async (event) => {
			await requireAdmin(event);
			const by = await freshOrStepUp(event, 'administer-accounts', '/admin?ask=everybody');
			await event.locals.app.administration.endEverybody(by);
			redirect(303, '/admin?ended');
		}
	),
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
