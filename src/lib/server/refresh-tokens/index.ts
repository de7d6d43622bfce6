export { createRefreshTokens, refreshTokenRefusals } from './refresh-tokens.ts';
export type { Granted, Holder, RefreshTokenDeps, RefreshTokens } from './refresh-tokens.ts';
export { IDLE_MS, type Family, type Link } from './family.ts';
export type { TokenFamilyStore } from './ports.ts';
