import { onTestFinished } from 'vitest';

import { sampleAccount } from '../accounts/account-store.contract.ts';
import { openTestStores } from '../adapters/testing.ts';
import { createRecord, type NewAuditEvent } from '../audit/index.ts';
import { createClientDirectory, type Client } from '../clients/index.ts';
import { fixedClock } from '../core/clock.ts';
import { secureRandom } from '../core/random.ts';
import { caller } from '../people.fixture.ts';
import { createSessions } from '../sessions/index.ts';
import { createRefreshTokens, type Granted, type Holder, type RefreshTokenDeps } from './index.ts';

export const APP: Holder = { client: 'notes' };

const NOTES: Client = {
	id: 'notes',
	name: 'Our notes',
	origins: [],
	audience: 'https://notes.example/api',
	mustProveKey: false
};

/** Somebody who has signed in by an app, on stores in memory. */
export async function openTokens(
	holder: Holder = APP,
	tokenReuse: RefreshTokenDeps['tokenReuse'] = 'session'
) {
	const clock = fixedClock(new Date('2101-03-01T12:00:00Z'));
	const stores = await openTestStores({ clock });
	const random = secureRandom;
	const sessions = createSessions({ clock, random, store: stores.sessions });
	const recorded: NewAuditEvent[] = [];
	const append = async (event: NewAuditEvent) => void recorded.push(event);
	const { tokenFamilies, remembered, endedTokens } = stores;
	const within = { audit: { ...stores.audit, append }, tokenFamilies, remembered, endedTokens };
	/** Another process has the same stores. */
	const process = () =>
		createRefreshTokens({
			...{ clock, random, sessions, ...within, tokenReuse },
			record: createRecord({ clock }),
			transact: (work) => work(within),
			clients: createClientDirectory({ named: [NOTES], clients: { list: async () => [] } }),
			secrets: [SECRET]
		});
	const tokens = process();
	const account = sampleAccount();
	await stores.accounts.add(account);
	const signIn = async () => {
		const to = { account: account.id, proofs: [], lifetime: 'lasting', caller } as const;
		return tokens.begin(await sessions.issue(to), { holder, caller });
	};
	const refresh = (token: string, by = tokens) => by.refresh(token, { holder, caller });
	const use = ({ family, link }: Granted, by = tokens) =>
		by.use(family.id, link, { holder, caller });
	const close = () => stores.close();
	return { clock, stores, sessions, recorded, tokens, process, signIn, refresh, use, close };
}

const SECRET = secureRandom.bytes(32);

export async function opened(holder?: Holder, tokenReuse?: RefreshTokenDeps['tokenReuse']) {
	const service = await openTokens(holder, tokenReuse);
	onTestFinished(service.close);
	return service;
}
