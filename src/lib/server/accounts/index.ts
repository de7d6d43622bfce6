export { accountRefusals, ROLES } from './account.ts';
export type { Account, Invitation, NewAccount, Role } from './account.ts';
export type { AccountStore, InvitationStore } from './ports.ts';
