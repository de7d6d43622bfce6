import * as v from 'valibot';

import type { AccountId } from '#lib/server/core/ids.ts';
import { ADMIN_REFUSALS, requireAdministrator } from '#lib/server/http/administration.ts';
import { endpoint } from '#lib/server/http/endpoint.ts';
import { shortText } from '#lib/server/http/input.ts';
import type { RequestEvent } from './$types';

const Names = v.pipe(v.array(shortText), v.maxLength(100));
const Given = v.strictObject({ add: Names, remove: Names });

export const PATCH = endpoint<RequestEvent, typeof Given>(
	{
		summary: 'Put an account into groups, and take it out of others. For administrators',
		body: Given,
		refuses: [
			...ADMIN_REFUSALS,
			'administration.unknown',
			'accounts.group_not_allowed',
			'accounts.too_many_groups'
		]
	},
	async (event, change) => {
		const by = await requireAdministrator(event, 'administer-accounts');
		const { administration } = event.locals.app;
		return { groups: await administration.changeGroups(by, event.params.id as AccountId, change) };
	}
);
