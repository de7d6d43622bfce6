/** Rows of one table as plain values, in the order of its columns. */
export interface Rows {
	readonly table: string;
	readonly columns: readonly string[];
	/** Which of them hold sealed values. */
	readonly sealed: readonly string[];
	readonly rows: readonly (readonly (string | number | null)[])[];
}

/** Everything that must never be lost, as it was at one moment. */
export interface Snapshot {
	/** The names of the migrations that its schema has been through. */
	readonly level: readonly string[];
	/** Tables that others refer to come before those. */
	readonly rows: AsyncIterable<Rows>;
}

/** The durable store as a whole, whatever tables it has. */
export interface Whole {
	/** Reads one moment of it, while others write. */
	read<Result>(work: (snapshot: Snapshot) => Promise<Result>): Promise<Result>;
	/** How many rows each table has that has any. */
	counts(): Promise<Readonly<Record<string, number>>>;
	/** The names of all migrations that this version knows. */
	readonly known: readonly string[];
	/**
	 * Puts the snapshot in place of everything, or changes nothing. What others keep in the same database and
	 * may expire is gone as well. Invitations that were open are void, and every account is in a new generation.
	 */
	replace(snapshot: Snapshot): Promise<void>;
}
