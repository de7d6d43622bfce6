/** A backup that cannot be made, read or restored. Its message says what to do, and names no secret. */
export class BackupError extends Error {
	override readonly name = 'BackupError';
}
