export { openSql } from './open-sql.ts';
export type { Sql, SqlOptions, SqlStores } from './open-sql.ts';
export type { SqliteFile } from './sqlite-file.ts';
export { createWhole } from './whole.ts';
export { examinePostgres, examineSqlite } from './examine.ts';
export type { SqlFacts } from './examine.ts';
