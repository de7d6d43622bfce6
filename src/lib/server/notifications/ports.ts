/** A mail as it is handed over: plain text, to one address. */
export interface Message {
	/** Stays the same when it is sent again, so that mailboxes can tell. */
	readonly id: string;
	readonly to: string;
	readonly subject: string;
	readonly text: string;
}

export interface Mailer {
	/** Resolves once the mail server has taken it. Rejects with `MailRefusedError` where no other try helps. */
	send(message: Message): Promise<void>;
}

/** The mail server will never take this mail. */
export class MailRefusedError extends Error {
	override readonly name = 'MailRefusedError';
}
