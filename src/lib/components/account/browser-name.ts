import type { Translator } from '#lib/messages/index.ts';
import type { IconName } from '../ui/icon-paths.ts';

interface Named {
	readonly browser?: string;
	readonly os?: string;
}

/** "Firefox on Linux", as much of it as is known; undefined where nothing is. */
export function browserName(t: Translator, { browser, os }: Named): string | undefined {
	return browser && os ? t('sessions.browser_on', { browser, os }) : (browser ?? os);
}

export function browserIcon({ os = '' }: Named): IconName {
	if (/^(android|ios)/i.test(os)) return 'smartphone';
	return /^(macos|chrome os)/i.test(os) ? 'laptop' : 'monitor';
}
