import type { SealingContext } from '#lib/server/sealing/index.ts';

/**
 * Every column that holds sealed values, with the one that names their row and, where a row belongs to somebody, the
 * one that says to whom. Whoever seals another adds it here.
 */
export const SEALED_COLUMNS = [
	{ table: 'factor', column: 'state', row: 'id', owner: 'account', first: '' },
	{ table: 'application', column: 'webhook_secret', row: 'id', owner: undefined, first: '' },
	{ table: 'application_request', column: 'asked', row: 'id', owner: 'application', first: '' },
	{ table: 'audit_chain', column: 'key', row: 'id', owner: undefined, first: 0 },
	{ table: 'push_key', column: 'key', row: 'id', owner: undefined, first: 0 },
	{ table: 'token_family', column: 'session_token', row: 'id', owner: 'account', first: '' },
	{ table: 'offline_grant', column: 'data', row: 'id', owner: undefined, first: '' },
	{ table: 'offline_token', column: 'data', row: 'id', owner: undefined, first: '' },
	{ table: 'signing_key', column: 'private_key', row: 'id', owner: undefined, first: '' },
	{ table: 'id_token_key', column: 'private_key', row: 'id', owner: undefined, first: '' }
] as const;

export const sealedIn = (table: string): readonly string[] =>
	SEALED_COLUMNS.filter((each) => each.table === table).map(({ column }) => column);

/** A row that is given to somebody else in the database does not open there: nobody's factor becomes another's. */
export function contextOf(
	{ table, column }: Pick<SealingContext, 'table' | 'column'>,
	{ row, owner }: { row: string | number; owner?: string | null | undefined }
): SealingContext {
	return { table, column, row: owner == null ? String(row) : `${owner}/${row}` };
}
