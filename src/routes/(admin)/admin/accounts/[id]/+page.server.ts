import { redirect } from '@sveltejs/kit';
import * as v from 'valibot';

import type { Administration } from '#lib/server/administration/index.ts';
import type { AccountId } from '#lib/server/core/ids.ts';
import { accountDetails } from '#lib/server/http/administration.ts';
import { shortText } from '#lib/server/http/input.ts';
import { formAction } from '#lib/server/http/form-action.ts';
import { freshOrStepUp, requireAdmin } from '#lib/server/http/guard.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const ACTS = [
	'disable',
	'enable',
	'unlock',
	'endSessions',
	'demandPassword',
	'recover',
	'stopRecovery'
] as const;
type Act = (typeof ACTS)[number];

const Group = v.strictObject({ group: shortText });
const Nothing = v.strictObject({});
const Asked = v.picklist(ACTS);
const Count = v.pipe(v.string(), v.digits(), v.maxLength(6), v.transform(Number));

export const load: PageServerLoad = async (event) => {
	const own = await requireAdmin(event);
	await freshOrStepUp(event, 'administer');
	const { searchParams } = event.url;
	const [asked, done, ended] = ['ask', 'done', 'ended'].map((name) => searchParams.get(name));
	const given = [v.safeParse(Asked, asked), v.safeParse(Asked, done)] as const;
	const count = v.safeParse(Count, ended);
	return {
		account: {
			username: own.username,
			displayName: own.displayName,
			email: own.email,
			isAdmin: true
		},
		shown: await accountDetails(event, event.params.id as AccountId),
		isOwn: own.id === event.params.id,
		/** What to ask about, where no script opens a dialog. */
		asked: given[0].success ? given[0].output : undefined,
		done: given[1].success ? given[1].output : undefined,
		ended: count.success ? count.output : 0,
		now: event.locals.app.clock.now()
	};
};

/** Asks for a fresh proof, does it, and comes back to say so. */
function acting(act: Act) {
	return formAction<RequestEvent, typeof Nothing, never>({ fields: Nothing }, async (event) => {
		await requireAdmin(event);
		const page = `/admin/accounts/${event.params.id}`;
		const by = await freshOrStepUp(event, 'administer-accounts', `${page}?ask=${act}`);
		const verb: Administration[Act] = event.locals.app.administration[act];
		const ended = await verb(by, event.params.id as AccountId);
		redirect(303, `${page}?done=${act}${typeof ended === 'number' ? `&ended=${ended}` : ''}`);
	});
}

/** Puts the account into the group that is typed, or takes it out of one that is shown. */
function regrouping(by: 'add' | 'remove') {
	return formAction<RequestEvent, typeof Group, never>(
		{ fields: Group, keeps: by === 'add' ? ['group'] : [] },
		async (event, { group }) => {
			await requireAdmin(event);
			const page = `/admin/accounts/${event.params.id}`;
			const admin = await freshOrStepUp(event, 'administer-accounts', `${page}#groups`);
			const { administration } = event.locals.app;
			const change = { [by]: [group.trim()] };
			await administration.changeGroups(admin, event.params.id as AccountId, change);
			redirect(303, `${page}#groups`);
		}
	);
}

export const actions: Actions = {
	disable: acting('disable'),
	enable: acting('enable'),
	unlock: acting('unlock'),
	endSessions: acting('endSessions'),
	demandPassword: acting('demandPassword'),
	recover: acting('recover'),
	stopRecovery: acting('stopRecovery'),
	joinGroup: regrouping('add'),
	leaveGroup: regrouping('remove')
};
