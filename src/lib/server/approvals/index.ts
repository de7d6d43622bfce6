export { approvalRefusals, Outcome } from './approval.ts';
export type { Approval } from './approval.ts';
export { APPROVAL_MS, createApprovals } from './approvals.ts';
export type { Approvals } from './approvals.ts';
export { isSignedBy, phoneNameOf, phonePublicKey } from './phone-key.ts';
export type { ApprovalStore, KeptReceipt, ReceiptStore } from './ports.ts';
export { Receipt, verifyReceipt } from './receipt.ts';
export { bytesToSign, challengeOf } from './signed.ts';
