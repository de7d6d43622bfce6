import { redirect, type RequestEvent } from '@sveltejs/kit';

import { defineRefusals } from '#lib/server/core/refusal.ts';
import { mustEnrol } from '#lib/server/policy/index.ts';

const refuse = defineRefusals('access', { secondFactorRequired: 'forbidden' });

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
 * Where the operator wants a second factor of this account, and it has none, nothing opens but the pages that add
 * one. A session that has proven two factors shows that there is one, so it costs no look.
 */
export async function requireSecondFactor({ locals, route }: RequestEvent): Promise<void> {
	const { app, session } = locals;
	const { secondFactor } = app.config;
	const id = route.id ?? '';
	if (secondFactor === 'optional' || !session || session.aal === 2) return;
	if (!/^\/(\((account|admin)\)|api\/v1)/.test(id) || isOpen(id)) return;
	const [account, factors] = await Promise.all([
		app.accounts.find(session.account),
		app.factors.list(session.account)
	]);
	if (!mustEnrol({ role: account?.role, factors, methods: app.methods, required: secondFactor }))
		return;
	if (id.startsWith('/api/')) throw refuse.secondFactorRequired();
	redirect(303, '/security?required');
}
