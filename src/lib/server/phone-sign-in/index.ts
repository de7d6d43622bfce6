export { createPhoneSignIn } from './phone-sign-in.ts';
export type { PhoneSignIn } from './phone-sign-in.ts';
