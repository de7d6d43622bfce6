import { redirect } from '@sveltejs/kit';
import * as v from 'valibot';

import { orStepUp } from '#lib/server/http/guard.ts';
import { stopRecovery } from '#lib/server/http/stop-recovery.ts';
import { shortText } from '#lib/server/http/input.ts';
import { parseFields, readForm } from '#lib/server/http/parse.ts';
import type { RequestEvent } from './$types';

const Given = v.strictObject({ next: shortText });

/** The button of the notice on every page of an account. */
export const POST = async (event: RequestEvent): Promise<Response> => {
	const { next } = parseFields(Given, await readForm(event.request));
	await orStepUp(stopRecovery(event), next);
	redirect(303, '/security?done=recovery-stopped');
};
