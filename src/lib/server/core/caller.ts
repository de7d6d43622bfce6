/** Where a request came from, as the HTTP edge saw it. Kept with sessions and audit events. */
export interface Caller {
	readonly requestId: string;
	readonly address: string;
	readonly userAgent: string;
}
