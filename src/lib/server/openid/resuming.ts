/**
 * Going on, from a page of ours to the answer of an application: only as who has decided there. Somebody may have
 * signed out meanwhile, or in to another account; then they are asked again, as who they are now.
 */
import type Provider from 'oidc-provider';

import type { Session } from '#lib/server/sessions/index.ts';
import { askingAt, ROUTES } from './configuration.ts';
import type { SessionOf } from './login-session.ts';

interface Decided {
	readonly result?: Provider['Interaction']['prototype']['result'];
	readonly session?: { readonly uid: string } | undefined;
}

const SEE_OTHER = 303;

/** Whether what was decided is of who is signed in now. */
function isOf(session: Session | undefined, { result, session: before }: Decided): boolean {
	if (before && before.uid !== session?.id) return false;
	return result?.login === undefined || result.login.accountId === session?.account;
}

export function askWhoeverIsHere(
	provider: Provider,
	{ sessionOf, cookie }: { readonly sessionOf: SessionOf; readonly cookie: string }
): void {
	const prefix = `${ROUTES.authorization}/`;
	provider.use(async (ctx, next) => {
		const id = ctx.path.startsWith(prefix) ? ctx.path.slice(prefix.length) : '';
		// Of the browser that has begun it; to any other the library says that there is nothing.
		const isBegun = id !== '' && ctx.cookies.get(cookie, { signed: false }) === id;
		const interaction = isBegun ? await provider.Interaction.find(id) : undefined;
		if (!interaction || isOf(sessionOf(ctx.req), interaction)) {
			await next();
			return;
		}
		delete interaction.result;
		await interaction.persist();
		ctx.status = SEE_OTHER;
		ctx.redirect(askingAt(id));
	});
}
