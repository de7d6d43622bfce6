export { createEmailProofs } from './email-proofs.ts';
export type { EmailProofs } from './email-proofs.ts';
export {
	CODE_LIFETIME_MS,
	CODE_TRIES,
	hashCode,
	newCode,
	parseCode,
	type EmailVerdict
} from './email-proof.ts';
