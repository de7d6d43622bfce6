/** The session as state of Svelte: what reads `current` is drawn anew when it changes, in whichever tab. */
import { createSubscriber } from 'svelte/reactivity';

import type { Client, SessionState } from './client.ts';

export function useSession(client: Pick<Client, 'session'>): {
	readonly current: SessionState;
} {
	const { session } = client;
	const listen = createSubscriber((update) => {
		// A store says at once what `current` says already.
		let isFirst = true;
		return session.subscribe(() => {
			if (!isFirst) update();
			isFirst = false;
		});
	});
	return {
		get current() {
			listen();
			return session.get();
		}
	};
}
