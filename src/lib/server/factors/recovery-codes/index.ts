export { createRecoveryCodes, issueRecoveryCodes } from './recovery-codes.ts';
export type { RecoveryCodesState } from './recovery-codes.ts';
