export { createEmailProofs } from './email-proofs.ts';
export type { EmailProofs } from './email-proofs.ts';
export type { EmailVerdict } from './email-proof.ts';
