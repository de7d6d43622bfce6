export { hasSecondFactor, newPasswordReason, isAllowed, reachableAal } from './policy.ts';
export type { Action } from './policy.ts';
