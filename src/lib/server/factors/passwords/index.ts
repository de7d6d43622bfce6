export { createPasswords } from './passwords.ts';
export type { PasswordVerifier } from './passwords.ts';
