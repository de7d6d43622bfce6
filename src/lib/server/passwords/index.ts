export { createPasswordHasher } from './hashing.ts';
export type { PasswordHasher } from './hashing.ts';
export type { Argon2Params } from './phc.ts';
export type { SlotWatch } from './slots.ts';
export { refuse as passwordRefusals } from './refusals.ts';
export { isCommonPassword, minimumLength, requireAllowedPassword } from './rules.ts';
