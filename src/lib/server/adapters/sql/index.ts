export { openSql } from './open-sql.ts';
export type { Sql, SqlOptions, SqlStores } from './open-sql.ts';
export type { SqliteFile } from './sqlite-file.ts';
export { createWhole } from './whole.ts';
