/**
 * WebAuthn: what a relying party asks of an authenticator, and whether the answer holds.
 *
 * The library verifies a ceremony; what it leaves open of WebAuthn L3 §7.1 and §7.2 is done here, listed in
 * docs/decisions/0010. What a credential is worth, and what is kept of it, is the business of a method.
 */
export { parseAssertion } from './answer.ts';
export { assertionOptions, verifyAssertion } from './assertion.ts';
export type { AuthenticatorData } from './authenticator-data.ts';
export { Credential, hasGrown } from './credential.ts';
export { registrationOptions, verifyRegistration } from './registration.ts';
export type { Registered } from './registration.ts';
export { keyKind } from './relying-party.ts';
export type { WebauthnDeps } from './relying-party.ts';
