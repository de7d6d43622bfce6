/** A sealed value that cannot be trusted or read: lost key, damage or forgery, never the person's doing. */
export class SealingError extends Error {
	override readonly name = 'SealingError';
	readonly reason: 'malformed' | 'unknown-key' | 'not-authentic';

	constructor(reason: SealingError['reason'], message: string) {
		super(message);
		this.reason = reason;
	}
}
