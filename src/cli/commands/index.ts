import type { Command } from '../command.ts';
import { accountsDemandPassword } from './accounts-demand-password.ts';
import { accountsDisable } from './accounts-disable.ts';
import { accountsEnable } from './accounts-enable.ts';
import { accountsEndSessions } from './accounts-end-sessions.ts';
import { accountsGroups } from './accounts-groups.ts';
import { accountsList } from './accounts-list.ts';
import { accountsRecover } from './accounts-recover.ts';
import { accountsShow } from './accounts-show.ts';
import { accountsStopRecovery } from './accounts-stop-recovery.ts';
import { accountsUnlock } from './accounts-unlock.ts';
import { applicationsAdd } from './applications-add.ts';
import { applicationsDisable } from './applications-disable.ts';
import { applicationsEnable } from './applications-enable.ts';
import { applicationsList } from './applications-list.ts';
import { applicationsRotateKey } from './applications-rotate-key.ts';
import { applicationsWebhook } from './applications-webhook.ts';
import { auditVerify } from './audit-verify.ts';
import { backup } from './backup.ts';
import { clientsAdd } from './clients-add.ts';
import { clientsDisable } from './clients-disable.ts';
import { clientsEnable } from './clients-enable.ts';
import { clientsList } from './clients-list.ts';
import { clientsRemove } from './clients-remove.ts';
import { clientsRotateSecret } from './clients-rotate-secret.ts';
import { clientsShow } from './clients-show.ts';
import { doctor } from './doctor.ts';
import { invitationsCreate } from './invitations-create.ts';
import { invitationsList } from './invitations-list.ts';
import { invitationsWithdraw } from './invitations-withdraw.ts';
import { keysForget } from './keys-forget.ts';
import { keysRenewSigning } from './keys-renew-signing.ts';
import { keysRotate } from './keys-rotate.ts';
import { keysStatus } from './keys-status.ts';
import { receiptShow } from './receipt-show.ts';
import { receiptVerify } from './receipt-verify.ts';
import { restore } from './restore.ts';
import { sessionsEndEverybody } from './sessions-end-everybody.ts';

/** Every command, in the order in which help shows them. */
export const commands: readonly Command[] = [
	doctor,
	invitationsCreate,
	invitationsList,
	invitationsWithdraw,
	accountsList,
	accountsShow,
	accountsGroups,
	accountsDisable,
	accountsEnable,
	accountsUnlock,
	accountsEndSessions,
	accountsDemandPassword,
	accountsRecover,
	accountsStopRecovery,
	sessionsEndEverybody,
	applicationsAdd,
	applicationsList,
	applicationsRotateKey,
	applicationsWebhook,
	applicationsDisable,
	applicationsEnable,
	clientsAdd,
	clientsList,
	clientsShow,
	clientsRotateSecret,
	clientsDisable,
	clientsEnable,
	clientsRemove,
	auditVerify,
	receiptShow,
	receiptVerify,
	backup,
	restore,
	keysStatus,
	keysRotate,
	keysForget,
	keysRenewSigning
];
