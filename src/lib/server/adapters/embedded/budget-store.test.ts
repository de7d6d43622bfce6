import { describeIdentityStore } from '#lib/server/identities/identity-store.contract.ts';
import { describeKnownBrowserStore } from '#lib/server/known-browsers/known-browser-store.contract.ts';
import { describeBudgetStore } from '#lib/server/throttling/budget-store.contract.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import { openEmbeddedPair } from '../pairs.fixture.ts';
import { openTestStores } from '../testing.ts';

/** There is one client only: it races with itself. */
async function openInMemory(clock: Clock) {
	const stores = await openTestStores({ clock });
	const { dump, close } = stores;
	return { stores, peer: stores, dump, close };
}

describeBudgetStore('embedded', openEmbeddedPair);
describeBudgetStore('in memory', openInMemory);
describeKnownBrowserStore('embedded', openEmbeddedPair);
describeIdentityStore('embedded', openEmbeddedPair);
describeKnownBrowserStore('in memory', openInMemory);
