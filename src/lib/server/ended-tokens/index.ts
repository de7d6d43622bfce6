export { createEndedTokens } from './ended-tokens.ts';
export type { EndedTokens, Subscription, Told } from './ended-tokens.ts';
export { listsEnded } from './listing.ts';
export { grantName, LISTED_MS } from './ended-token.ts';
export type { ListedEnding, TokenEnding } from './ended-token.ts';
export type { EndedTokenStore } from './ports.ts';
