import type { AccountId, SessionId } from '#lib/server/core/ids.ts';

/**
 * Audit: what happened to an account, append-only, written in the transaction of what it reports.
 * A code says what happened; `details` hold the names a person needs to recognise it, never a secret.
 */
export interface AuditEvent {
	/** The order of events; given by the store. */
	readonly sequence: number;
	readonly at: Date;
	readonly code: AuditCode;
	/** Absent when nobody was recognised. */
	readonly account?: AccountId | undefined;
	readonly session?: SessionId | undefined;
	readonly requestId: string;
	readonly address: string;
	readonly userAgent: string;
	readonly details: Readonly<Record<string, string | number | boolean>>;
}

export type NewAuditEvent = Omit<AuditEvent, 'sequence'>;

export const AUDIT_CODES = [
	'account.created',
	'account.disowned_event',
	'account.disabled',
	'account.enabled',
	'account.unlocked',
	'account.groups_changed',
	'account.deleted',
	'sign_in.succeeded',
	'sign_in.failed',
	'sign_in.challenge_failed',
	'sign_in.after_failures',
	'sign_in.half_done',
	'session.ended',
	'sessions.others_ended',
	'sessions.ended_by_administrator',
	'sessions.everybody_ended',
	'session.signed_out',
	'site.entered',
	'step_up.succeeded',
	'step_up.continued',
	'step_up.failed',
	'factor.enrolled',
	'factor.renamed',
	'factor.removed',
	'factor.counter_went_back',
	'remembered_browser.added',
	'remembered_browser.copied',
	'remembered_browser.forgotten',
	'remembered_browsers.forgotten',
	'approval.declined',
	'approval.disowned',
	'transaction.approved',
	'transaction.declined',
	'transaction.disowned',
	'transaction.voided',
	'transaction.code_failed',
	'application.added',
	'application.key_rotated',
	'application.webhook_changed',
	'application.disabled',
	'application.enabled',
	'client.added',
	'client.secret_rotated',
	'client.disabled',
	'client.enabled',
	'client.removed',
	'recovery_codes.issued',
	'recovery_code.used',
	'password.set',
	'password.changed',
	'password.removed',
	'password.demanded',
	'profile.changed',
	'email.proven',
	'email.changed',
	'recovery.begun',
	'recovery.joined',
	'recovery.halfway',
	'recovery.ready',
	'recovery.cancelled',
	'recovery.lapsed',
	'recovery.succeeded',
	'recovery.failed',
	'invitation.created',
	'invitation.withdrawn',
	'invitation.used',
	'audit.chain_begun',
	'backup.made',
	'backup.restored',
	'keys.rotated',
	'keys.forgotten',
	'keys.signing_renewed',
	'throttle.refused',
	'password.change_failed',
	'enrolment.failed',
	'email.proof_failed',
	'sign_up.refused',
	'access.refused',
	'session.replaced',
	'tokens.issued',
	'tokens.reused',
	'tokens.revoked',
	'authorization.allowed',
	'authorization.allowed_device',
	'authorization.allowed_offline',
	'authorization.declined',
	'authorization.withdrawn',
	'asking.turned_off',
	'asking.turned_on',
	'logout.told',
	'logout.lost'
] as const;

export type AuditCode = (typeof AUDIT_CODES)[number];
