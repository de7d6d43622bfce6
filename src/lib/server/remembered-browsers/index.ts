export { MOST_PER_ACCOUNT } from './remembered-browser.ts';
export type { RememberedBrowser } from './remembered-browser.ts';
export { createRememberedBrowsers } from './remembered-browsers.ts';
export type { RememberedBrowsers } from './remembered-browsers.ts';
export type { RememberedBrowserStore } from './ports.ts';
