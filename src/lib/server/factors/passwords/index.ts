export { createPasswords } from './passwords.ts';
export type { PasswordState, PasswordVerifier } from './passwords.ts';
