/** A mail as it is handed over: plain text, to one address. */
export interface Message {
	/** Stays the same when it is sent again, so that mailboxes can tell. */
	readonly id: string;
	readonly to: string;
	readonly subject: string;
	readonly text: string;
}

export interface Mailer {
	/** Resolves once the mail server has taken it. Rejects with `UndeliverableError` where no other try helps. */
	send(message: Message): Promise<void>;
}

/** Whoever carries it will never take this message. */
export class UndeliverableError extends Error {
	override readonly name = 'UndeliverableError';
}
