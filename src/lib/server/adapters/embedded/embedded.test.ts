import { describePendingStore } from '#lib/server/pending/pending-store.contract.ts';
import { describeSessionStore } from '#lib/server/sessions/session-store.contract.ts';
import { openEmbeddedPair } from '../pairs.fixture.ts';

describeSessionStore('embedded', openEmbeddedPair);
describePendingStore('embedded', openEmbeddedPair);
