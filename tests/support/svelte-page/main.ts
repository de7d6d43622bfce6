/** A page of an application in Svelte that shows who is signed in, for tests to come to and leave. */
import { mount, unmount } from 'svelte';

import { createClient, type SessionStore } from '../../../src/client/index.ts';
import Page from './Page.svelte';

declare const service: string;

export interface Shown {
	signIn(identifier: string, password: string): Promise<unknown>;
	signOut(): Promise<void>;
	show(): void;
	hide(): Promise<void>;
	/** How many listen to the session. */
	listeners(): number;
}

const { session, ...client } = createClient({ origin: service, clientId: 'notes' });
let listeners = 0;
const counted: SessionStore = {
	...session,
	subscribe(run) {
		const stop = session.subscribe(run);
		listeners += 1;
		return () => {
			listeners -= 1;
			stop();
		};
	}
};
let page: ReturnType<typeof mount> | undefined;

Object.assign(globalThis, {
	shown: {
		signIn: (identifier, password) => client.signInWithPassword({ identifier, password }),
		signOut: client.signOut,
		show: () => void (page = mount(Page, { target: document.body, props: { session: counted } })),
		async hide() {
			if (page) await unmount(page);
		},
		listeners: () => listeners
	} satisfies Shown
});
