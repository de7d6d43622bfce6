/** What an account knows its browsers by: those that signed in before, those that are remembered, and their cookies. */
import type { Config } from './config/index.ts';
import { createKnownBrowserCookie } from './http/known-browser-cookie.ts';
import { createRememberedBrowserCookie } from './http/remembered-browser-cookie.ts';
import { createKnownBrowsers, type KnownBrowserStore } from './known-browsers/index.ts';
import { createRememberedBrowsers } from './remembered-browsers/index.ts';
import type { Outside } from './stores.ts';

type Ground = Outside &
	Omit<Parameters<typeof createRememberedBrowsers>[0], 'days'> & {
		readonly config: Config;
		readonly known: KnownBrowserStore;
		/** At least 32 bytes each, that only this service has. */
		readonly secrets: readonly Uint8Array[];
	};

export function openBrowsers({ config, known: store, secrets, ...ground }: Ground) {
	return {
		knownBrowsers: createKnownBrowsers({ ...ground, store, secrets }),
		rememberedBrowsers: createRememberedBrowsers({ ...ground, days: config.rememberDays }),
		cookies: {
			knownBrowserCookie: createKnownBrowserCookie(config),
			rememberedBrowserCookie: createRememberedBrowserCookie(config)
		}
	};
}
