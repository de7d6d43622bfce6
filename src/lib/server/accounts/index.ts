export { accountRefusals, ROLES } from './account.ts';
export type { Account, Invitation, NewAccount, Role } from './account.ts';
export { isGroupName, regrouped } from './groups.ts';
export type { GroupChange } from './groups.ts';
export { normalIdentifier, parseEmail, parseUsername, usernameFault } from './identifiers.ts';
export { createInvitations } from './invitations.ts';
export type { Invitations } from './invitations.ts';
export type { AccountStore, InvitationStore } from './ports.ts';
