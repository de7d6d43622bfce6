export { createSignUp } from './sign-up.ts';
export type { SignedUp, SignUp } from './sign-up.ts';
export type { Applicant } from './draft.ts';
