import { accountOf } from '#lib/server/http/guard.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async (event) => {
	const { id, username, displayName, email, role } = await accountOf(event);
	const account = { username, displayName, email, isAdmin: role === 'admin' };
	return { account, returning: await event.locals.app.recoveries.of(id) };
};
