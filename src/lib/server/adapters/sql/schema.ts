import type { Generated } from 'kysely';

import type { Account, Role } from '#lib/server/accounts/index.ts';
import type { Application } from '#lib/server/applications/index.ts';
import type { AuditCode } from '#lib/server/audit/index.ts';
import type {
	AccountId,
	ApplicationId,
	ApprovalId,
	ConsentId,
	FactorId,
	InvitationId,
	RecoveryId,
	RememberedBrowserId,
	SessionId,
	TokenFamilyId
} from '#lib/server/core/ids.ts';
import type { TokenEnding } from '#lib/server/ended-tokens/index.ts';
import type { Recovery } from '#lib/server/recovery/index.ts';
import type { Transaction } from '#lib/server/transactions/index.ts';
import type { AskerRow, ConsentRow } from './said-rows.ts';

export type SqlKind = 'SQLite' | 'PostgreSQL';

export interface AccountRow {
	id: AccountId;
	username: string;
	email: string;
	is_email_proven: number;
	display_name: string | null;
	role: Role;
	status: Account['status'];
	locale: string | null;
	user_handle: string;
	created_at: number;
	generation: Generated<number>;
	password_demand: Account['passwordDemand'] | null;
	/** With spaces between them. */
	group_names: Generated<string>;
	identity_version: Generated<number>;
}

export interface FactorRow {
	id: FactorId;
	account: AccountId;
	method: string;
	label: string;
	handle: string | null;
	state: string;
	version: number;
	created_at: number;
	last_used_at: number | null;
}

export interface InvitationRow {
	id: InvitationId;
	secret_hash: string;
	role: Role;
	created_by: AccountId | 'shell' | null;
	created_at: number;
	expires_at: number;
	used_by: AccountId | null;
	used_at: number | null;
}

export interface SecurityEventRow {
	sequence: number;
	at: number;
	code: AuditCode;
	account: AccountId | null;
	session: SessionId | null;
	request_id: string;
	address: string;
	user_agent: string;
	details: string;
	mac: string;
}

/** One row: the last link of the chain of security events. */
export interface AuditChainRow {
	id: number;
	/** Sealed. */
	key: string;
	sequence: number;
	mac: string;
	seal: string;
}

export interface RecoveryRow {
	id: RecoveryId;
	account: AccountId;
	email: string;
	secret_hash: string | null;
	begun_at: number;
	ready_at: number;
	ends_at: number;
	stage: Recovery['stage'];
	due_at: number;
	links: string;
}

/** Instants are milliseconds and flags 0 or 1 in both databases. */
export interface IdentifierRow {
	normal: string;
	kind: 'username' | 'email';
	account: AccountId;
}

export interface SessionEndingRow {
	subject: string;
	/** Empty where it is not about one secret. */
	secret_hash: string;
	/** What an account had begun before, or the epoch that began. */
	since: number;
	spared: SessionId | null;
	until: number;
}

interface ReceiptRow {
	id: ApprovalId;
	account: AccountId;
	at: number;
	receipt: string;
}

export interface ApplicationRow {
	id: ApplicationId;
	name: string;
	normal: string;
	key_hash: string;
	webhook_url: string | null;
	/** Sealed. */
	webhook_secret: string | null;
	status: Application['status'];
	created_at: number;
}

export interface TransactionRow {
	id: ApprovalId;
	application: ApplicationId;
	account: AccountId | null;
	idempotency_hash: string | null;
	/** Sealed. */
	asked: string;
	asked_at: number;
	expires_at: number;
	outcome: NonNullable<Transaction['outcome']> | null;
	settled_at: number | null;
	phone: FactorId | null;
	told_at: number | null;
	due_at: number | null;
	tries: number;
}

/** One row. */
interface PushKeyRow {
	id: number;
	/** Sealed. */
	key: string;
}

export interface RememberedBrowserRow {
	id: RememberedBrowserId;
	account: AccountId;
	generation: number;
	password: FactorId;
	factor: FactorId;
	since: number;
	used_at: number;
	ends_at: number;
	user_agent: string;
	current: string;
	/** With a blank between two. */
	offered: string;
}

export interface TokenFamilyRow {
	id: TokenFamilyId;
	account: AccountId;
	session: SessionId;
	/** Sealed. */
	session_token: string;
	client: string;
	key_thumbprint: string | null;
	/** Of the current token; its successor has the next one. */
	number: number;
	hash: string;
	successor_hash: string | null;
	successor_box: string | null;
	successor_at: number | null;
	previous_hash: string | null;
	previous_box: string | null;
	previous_at: number | null;
	used_at: number;
	ends_at: number;
	version: number;
}

export interface SigningKeyRow {
	id: string;
	number: number;
	public_key: string;
	/** Sealed. */
	private_key: string;
	signs_from: number;
}

interface ServedClientRow {
	session: SessionId;
	client: string;
	account: AccountId;
	since: number;
	ends_at: number;
	due_at: number | null;
	tries: number;
}

export interface EndedTokenRow {
	number: number;
	kind: TokenEnding['of'];
	subject: string;
	/** Empty where it is about all of them. */
	client: string;
	at: number;
}

interface EndedTokenHeadRow {
	id: number;
	last: number;
	swept: number;
}

export interface ClientRow {
	id: string;
	/** In JSON, without the id and the secret. */
	settings: string;
	secret_hash: string | null;
	status: 'active' | 'disabled' | 'removed';
	created_at: number;
}

interface OfflineGrantRow {
	id: string;
	consent: ConsentId;
	/** Sealed. */
	data: string;
	ends_at: number;
}

interface OfflineTokenRow {
	id: string;
	offline_grant: string;
	/** Sealed. */
	data: string;
	is_spent: number;
	used_at: number;
}

export interface Schema {
	account: AccountRow;
	application: ApplicationRow;
	application_request: TransactionRow;
	asker: AskerRow;
	client: ClientRow;
	consent: ConsentRow;
	offline_grant: OfflineGrantRow;
	offline_token: OfflineTokenRow;
	ended_token: EndedTokenRow;
	ended_token_head: EndedTokenHeadRow;
	identifier: IdentifierRow;
	factor: FactorRow;
	invitation: InvitationRow;
	recovery: RecoveryRow;
	receipt: ReceiptRow;
	push_key: PushKeyRow;
	remembered_browser: RememberedBrowserRow;
	security_event: SecurityEventRow;
	audit_chain: AuditChainRow;
	served_client: ServedClientRow;
	session_ending: SessionEndingRow;
	token_family: TokenFamilyRow;
	signing_key: SigningKeyRow;
	id_token_key: SigningKeyRow;
}
