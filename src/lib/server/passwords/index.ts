export { createPasswordHasher } from './hashing.ts';
export type { PasswordHasher } from './hashing.ts';
export type { Argon2Params } from './phc.ts';
export { minimumLength, requireAllowedPassword } from './rules.ts';
