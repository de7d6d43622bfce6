export { createPasswordHasher } from './hashing.ts';
export type { PasswordHasher } from './hashing.ts';
export type { Argon2Params } from './phc.ts';
export type { SlotWatch } from './slots.ts';
export { minimumLength, requireAllowedPassword } from './rules.ts';
