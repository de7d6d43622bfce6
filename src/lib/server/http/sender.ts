import type { App } from '#lib/server/app-interface.ts';

const HERE = 'http://here.invalid';
const AUTHORIZATION = /^\/authorize\/([\w-]+)$/;

/** Whether somebody goes on to signing in a device. Its code is named by nobody who is not signed in. */
export const isDevicePage = (next: string): boolean => new URL(next, HERE).pathname === '/device';

/**
 * Who has sent a browser here to sign in, by where it goes on to: the name of an application, or the host of a site
 * behind a proxy. Only what the operator has named is.
 */
export async function senderOf(
	app: Pick<App, 'config' | 'forwardAuth' | 'openId'>,
	next: string
): Promise<string | undefined> {
	const { pathname, searchParams } = new URL(next, app.config.origin);
	if (pathname === '/forward-auth/sign-in') {
		const site = app.forwardAuth.find(searchParams.get('site') ?? '');
		return site && new URL(site.origin).host;
	}
	const [, id] = AUTHORIZATION.exec(pathname) ?? [];
	if (id === undefined) return undefined;
	return (await app.openId.authorizations.askedBy(id))?.name;
}
