export { createSignUp } from './sign-up.ts';
export type { SignUp } from './sign-up.ts';
