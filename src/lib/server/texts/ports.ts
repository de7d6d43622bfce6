/** A text message as it is handed over, to one number in E.164. */
export interface TextMessage {
	/** Stays the same when it is sent again, so that a gateway can tell. */
	readonly id: string;
	readonly to: string;
	readonly text: string;
}

export interface TextGateway {
	/** Resolves once the gateway has taken it. Rejects with `UndeliverableError` where no other try helps. */
	send(message: TextMessage): Promise<void>;
}
