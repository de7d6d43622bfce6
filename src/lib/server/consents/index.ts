export { consentRefusals, createConsents } from './consents.ts';
export type { Consents } from './consents.ts';
export type { Consent } from './consent.ts';
export { USE_EVERY_MS, type ConsentStore } from './ports.ts';
