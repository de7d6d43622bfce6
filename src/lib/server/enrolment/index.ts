export { enrolmentRefusals, onlyId } from './enrolment.ts';
export type { EnrolmentResult } from './enrolment.ts';
export { createEnrolments } from './enrolments.ts';
export type { Enroller } from './deps.ts';
export type { Enrolments } from './enrolments.ts';
export { createPasswordChanges } from './passwords.ts';
export type { PasswordChanges } from './passwords.ts';
export { createRecoveryCodeSets } from './recovery-code-sets.ts';
export type { RecoveryCodeSets } from './recovery-code-sets.ts';
