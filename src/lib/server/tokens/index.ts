export { readSigned } from './access-tokens.ts';
export type { SigningKeyStore } from './ports.ts';
export { createTokenService } from './service.ts';
export type { SigningKey } from './signing-key.ts';
export { createSigningKeys } from './signing-keys.ts';
export type { SigningKeys } from './signing-keys.ts';
export type { ClientCall, TokenPair, Tokens } from './tokens.ts';
