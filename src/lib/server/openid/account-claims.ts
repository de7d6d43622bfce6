import type { FindAccount } from 'oidc-provider';

import type { Account, AccountStore } from '#lib/server/accounts/index.ts';
import type { AccountId } from '#lib/server/core/ids.ts';

/** Which claims a scope stands for; OpenID Connect Core 1.0 §5.4. What a sign-in was like, everybody may know. */
export const CLAIMS = {
	openid: ['sub', 'acr', 'amr', 'auth_time', 'sid'],
	profile: ['name', 'preferred_username'],
	email: ['email', 'email_verified'],
	groups: ['groups']
};

function claimsOf({ id, username, displayName, email, groups, isEmailProven }: Account) {
	return {
		sub: id,
		name: displayName ?? username,
		preferred_username: username,
		email,
		email_verified: isEmailProven,
		groups
	};
}

export function createFindAccount(accounts: Pick<AccountStore, 'find'>): FindAccount {
	return async ({ oidc }, id) => {
		// Nobody learns there whether there is such an account; what is asked of nobody, nobody answers.
		if (oidc.route === 'backchannel_authentication')
			return { accountId: id, claims: async () => ({ sub: id }) };
		const account = await accounts.find(id as AccountId);
		if (account?.status !== 'active') return undefined;
		return { accountId: id, claims: async () => claimsOf(account) };
	};
}
