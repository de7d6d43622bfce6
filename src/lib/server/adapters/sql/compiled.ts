import type { Compilable, CompiledQuery, Kysely, QueryResult } from 'kysely';

import type { Schema } from './schema.ts';

/** Stands in a query for a value that each run brings. */
type Slots<Values> = { readonly [Name in keyof Values]: Values[Name] };

type Run<Values, Row> = (db: Kysely<Schema>, values: Values) => Promise<QueryResult<Row>>;

/**
 * A query that is built and compiled when it first runs, once for each database: for those that every sign-in asks,
 * which take less time to run than to build.
 */
export function compiledOnce<Values extends object, Row>(
	build: (db: Kysely<Schema>, slots: Slots<Values>) => Compilable<Row>
): Run<Values, Row> {
	const slots = new Map<PropertyKey, symbol>();
	const names = new Map<unknown, keyof Values>();
	const known = new WeakMap<object, CompiledQuery<Row>>();

	const slotOf = (name: PropertyKey): symbol => {
		const slot = slots.get(name) ?? Symbol(String(name));
		slots.set(name, slot);
		names.set(slot, name as keyof Values);
		return slot;
	};
	const all = new Proxy({}, { get: (_, name) => slotOf(name) }) as Slots<Values>;

	return (db, values) => {
		const { adapter } = db.getExecutor();
		const compiled = known.get(adapter) ?? build(db, all).compile();
		known.set(adapter, compiled);
		const parameters = compiled.parameters.map((each) => {
			const name = names.get(each);
			return name === undefined ? each : values[name];
		});
		return db.executeQuery({ ...compiled, parameters });
	};
}
