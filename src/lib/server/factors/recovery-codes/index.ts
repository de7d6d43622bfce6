export { createRecoveryCodes, issueRecoveryCodes } from './recovery-codes.ts';
