import { redirect, type RequestEvent } from '@sveltejs/kit';

import { defineRefusals } from '#lib/server/core/refusal.ts';
import type { App } from '#lib/server/app-interface.ts';
import { mustEnrol } from '#lib/server/policy/index.ts';
import type { Session } from '#lib/server/sessions/index.ts';

export const requiredFactorRefusals = defineRefusals('access', {
	secondFactorRequired: 'forbidden'
});

/** Where a second factor is added, and what has to be done for one. */
const OPEN = [
	'/(account)/security',
	'/(account)/profile',
	'/api/v1/account',
	'/api/v1/challenges',
	'/api/v1/email',
	'/api/v1/enrolments',
	'/api/v1/factors',
	'/api/v1/openapi.json',
	'/api/v1/phone',
	'/api/v1/recovery',
	'/api/v1/session',
	'/api/v1/sign-in',
	'/api/v1/step-up'
];

const isOpen = (route: string): boolean =>
	OPEN.some((start) => route === start || route.startsWith(`${start}/`));

/**
 * Whether the operator wants a second factor of this account, and it has none. A session that has proven two factors
 * shows that there is one, so it costs no look.
 */
export async function lacksRequiredFactor(
	app: Pick<App, 'accounts' | 'config' | 'factors' | 'methods'>,
	session: Session
): Promise<boolean> {
	const { secondFactor: required } = app.config;
	if (required === 'optional' || session.aal === 2) return false;
	const [account, factors] = await Promise.all([
		app.accounts.find(session.account),
		app.factors.list(session.account)
	]);
	return mustEnrol({ role: account?.role, factors, methods: app.methods, required });
}

/** Where a second factor is lacking, nothing opens but the pages that add one. */
export async function requireSecondFactor({ locals, route }: RequestEvent): Promise<void> {
	const { app, session } = locals;
	const id = route.id ?? '';
	if (!session) return;
	if (!/^\/(\((account|admin)\)|api\/v1)/.test(id) || isOpen(id)) return;
	if (!(await lacksRequiredFactor(app, session))) return;
	if (id.startsWith('/api/')) throw requiredFactorRefusals.secondFactorRequired();
	redirect(303, '/security?required');
}
