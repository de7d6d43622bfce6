export { BackupError } from './backup-error.ts';
export { createBackups } from './backups.ts';
export type { Backups } from './backups.ts';
export type { ArchiveFile } from './archive.ts';
export type { Rows, Snapshot, Whole } from './ports.ts';
