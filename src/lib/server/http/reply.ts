/** An answer as a value, for the front server to send or for Kit to take as a `Response`. */
export interface Reply {
	readonly status: number;
	/** Absent where there is no body. */
	readonly type?: string;
	readonly body: string;
	/** Beside those of every answer, of which it may repeat none. */
	readonly headers?: Readonly<Record<string, string>>;
	/** Values of `set-cookie`. */
	readonly cookies?: readonly string[];
}

export const jsonReply = (value: unknown): Reply => ({
	status: 200,
	type: 'application/json',
	body: JSON.stringify(value)
});

export const nothing: Reply = { status: 204, body: '' };

export function responseOf({ status, type, body, headers }: Reply): Response {
	if (type === undefined) return new Response(undefined, { status, ...(headers && { headers }) });
	return new Response(body, { status, headers: { ...headers, 'content-type': type } });
}
