export { createIdentities } from './identities.ts';
export type { Identities, Identity } from './identities.ts';
export { createRetelling } from './retelling.ts';
export { IDENTITY_MS } from './ports.ts';
export type { IdentityStore } from './ports.ts';
