export { KNOWN_FOR_MS, MOST_PER_ACCOUNT } from './known-browser.ts';
export type { KnownBrowser, KnownBrowserId } from './known-browser.ts';
export { createKnownBrowsers } from './known-browsers.ts';
export type { KnownBrowsers } from './known-browsers.ts';
export type { KnownBrowserStore } from './ports.ts';
