export { ProofData } from './attempt.ts';
export type { Attempt, SignedIn, SignInResult } from './attempt.ts';
export { BACKCHANNEL_SIGN_IN, PHONE_SIGN_IN } from './by-approval.ts';
export { createLastLook } from './last-look.ts';
export { createSignIn } from './sign-in.ts';
export type { SignIn } from './sign-in.ts';
export { createStepUp } from './step-up.ts';
export type { StepUp } from './step-up.ts';
