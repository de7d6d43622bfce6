/** Every column that holds sealed values, with the one that names their row. Whoever seals another adds it here. */
export const SEALED_COLUMNS = [
	{ table: 'factor', column: 'state', row: 'id', first: '' },
	{ table: 'audit_chain', column: 'key', row: 'id', first: 0 }
] as const;

export const sealedIn = (table: string): readonly string[] =>
	SEALED_COLUMNS.filter((each) => each.table === table).map(({ column }) => column);
