/** When the provider has to ask somebody, rather than answer at once. */
import { interactionPolicy, type Configuration } from 'oidc-provider';

import type { Session } from '#lib/server/sessions/index.ts';
import type { SessionOf } from './login-session.ts';
import { requirementsOf } from './requirements.ts';

export interface PolicyDeps {
	readonly sessionOf: SessionOf;
	/** Whether the operator wants a second factor of this account, and it has none. */
	readonly lacksRequiredFactor: (session: Session) => Promise<boolean>;
}

type Policy = NonNullable<NonNullable<Configuration['interactions']>['policy']>;

export function createPolicy({ sessionOf, lacksRequiredFactor }: PolicyDeps): Policy {
	const policy = interactionPolicy.base();
	const login = policy.get('login');
	if (!login) throw new Error('The provider asks nobody to sign in.');
	// They want a level by its name; a higher one does as well.
	login.checks.remove('essential_acrs');
	login.checks.remove('essential_acr');
	login.checks.add(
		new interactionPolicy.Check('level', 'a higher level is required', (ctx) => {
			const session = sessionOf(ctx.req);
			const { aal } = requirementsOf(ctx.oidc.params);
			return session !== undefined && (aal === undefined || session.aal < aal);
		})
	);
	login.checks.add(
		new interactionPolicy.Check('second_factor', 'a second factor is required', async (ctx) => {
			const session = sessionOf(ctx.req);
			return session !== undefined && lacksRequiredFactor(session);
		})
	);
	return policy;
}
