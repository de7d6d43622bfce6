import type { Command } from '../command.ts';
import { auditVerify } from './audit-verify.ts';
import { backup } from './backup.ts';
import { invitationsCreate } from './invitations-create.ts';
import { invitationsList } from './invitations-list.ts';
import { invitationsWithdraw } from './invitations-withdraw.ts';
import { keysForget } from './keys-forget.ts';
import { keysRotate } from './keys-rotate.ts';
import { keysStatus } from './keys-status.ts';
import { restore } from './restore.ts';

/** Every command, in the order in which help shows them. */
export const commands: readonly Command[] = [
	invitationsCreate,
	invitationsList,
	invitationsWithdraw,
	auditVerify,
	backup,
	restore,
	keysStatus,
	keysRotate,
	keysForget
];
