/** Where a request came from, as the HTTP edge saw it. Kept with sessions and audit events. */
export interface Caller {
	readonly requestId: string;
	readonly address: string;
	readonly userAgent: string;
}

const APPLICATION = 'latchkey-application ';

/** What stands for the browser where an application signs somebody in that has no browser here. */
export const applicationAgent = (name: string): string => `${APPLICATION}${name}`;

/** The application's name, if that is what it is. */
export const applicationOf = (userAgent: string): string | undefined =>
	userAgent.startsWith(APPLICATION) ? userAgent.slice(APPLICATION.length) : undefined;
