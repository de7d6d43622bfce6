export { createPasswordHasher } from './hashing.ts';
export type { PasswordHasher, PasswordVerdict } from './hashing.ts';
export type { Argon2Params } from './phc.ts';
export { judgeNewPassword, minimumLength, requireAllowedPassword } from './rules.ts';
export type { Judgement } from './rules.ts';
