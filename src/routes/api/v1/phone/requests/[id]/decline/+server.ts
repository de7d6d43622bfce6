import * as v from 'valibot';

import { phoneEndpoint } from '#lib/server/http/phone-call.ts';
import type { RequestEvent } from './$types';

const Given = v.strictObject({
	/** False: "this was not me", which also ends what asked and warns. */
	wasMe: v.boolean()
});

export const POST = phoneEndpoint<RequestEvent, typeof Given>(
	{ summary: 'Decline a request', body: Given, refuses: ['approvals.gone', 'phones.busy'] },
	async ({ locals, params }, { wasMe }, by) => {
		const { requests } = locals.app.phones;
		await (wasMe ? requests.decline(by, params.id) : requests.disown(by, params.id));
	}
);
