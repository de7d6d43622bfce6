export { createEmailProofs } from './email-proofs.ts';
export type { EmailProofs } from './email-proofs.ts';
export { hashCode, type EmailVerdict } from './email-proof.ts';
