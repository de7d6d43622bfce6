/**
 * Identities: what other programs are told of an account, at hand without the database.
 *
 * The account in SQL is the truth, and counts its changes. A copy lies beside the sessions and names the count it is
 * of, so that of two copies the later stays, however slow who wrote the earlier one was.
 */
import * as v from 'valibot';

import type { Account, AccountStore } from '#lib/server/accounts/index.ts';
import type { AccountId } from '#lib/server/core/ids.ts';
import type { IdentityStore } from './ports.ts';

const Identity = v.object({
	username: v.string(),
	/** As the account calls itself; its username where it does not. */
	name: v.string(),
	/** Absent while it is not proven. */
	email: v.optional(v.string()),
	groups: v.array(v.string())
});

export type Identity = Readonly<v.InferOutput<typeof Identity>>;

export interface Identities {
	/** The copy, where there is one. One round trip to the store. */
	glance(account: AccountId): Promise<Identity | undefined>;
	/**
	 * Before a change is committed: no copy of what was true until then is found any more, whatever becomes of who
	 * makes the change.
	 */
	hold(account: Pick<Account, 'id' | 'identityVersion'>): Promise<void>;
	/** Asks SQL, and copies what it says: after a change, and where there is no copy. */
	refresh(account: AccountId): Promise<Identity | undefined>;
}

interface Deps {
	readonly accounts: Pick<AccountStore, 'find'>;
	readonly identities: IdentityStore;
}

function identityOf({ username, displayName, email, isEmailProven, groups }: Account): Identity {
	const name = displayName ?? username;
	return { username, name, ...(isEmailProven && { email }), groups: [...groups] };
}

export function createIdentities({ accounts, identities }: Deps): Identities {
	return {
		async glance(id) {
			const data = (await identities.find(id))?.data;
			return data === undefined ? undefined : v.parse(Identity, JSON.parse(data));
		},

		hold: ({ id, identityVersion }) => identities.hold(id, identityVersion + 1),

		async refresh(id) {
			const account = await accounts.find(id);
			if (!account) return undefined;
			const identity = identityOf(account);
			const data = JSON.stringify(identity);
			await identities.put(id, { version: account.identityVersion, data });
			return identity;
		}
	};
}
