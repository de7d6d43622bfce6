import { UndeliverableError } from '#lib/server/notifications/index.ts';

const LIMIT_MS = 8000;

/** The same request will not be taken later either; 408 and 429 ask for another try. */
const isLasting = (status: number): boolean =>
	status >= 300 && status < 500 && status !== 408 && status !== 429;

/**
 * Posts to an address from the settings, follows no redirection, and reads nothing but the status: what a gateway
 * says may repeat the number. Rejects unless it was taken, with `UndeliverableError` where no other try helps.
 */
export async function postTo(
	url: string,
	{ body, headers }: { body: string; headers: Readonly<Record<string, string>> }
): Promise<void> {
	const signal = AbortSignal.timeout(LIMIT_MS);
	// A redirection would lead to where no setting points.
	const response = await fetch(url, { method: 'POST', body, headers, redirect: 'manual', signal });
	await response.body?.cancel();
	const { status } = response;
	if (status < 300) return;
	const error = isLasting(status) ? new UndeliverableError('Not taken.') : new Error('Not taken.');
	throw Object.assign(error, { code: `HTTP ${status}` });
}
