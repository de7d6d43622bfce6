import { accountOf } from '#lib/server/http/guard.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async (event) => {
	const { username, displayName, email, role } = await accountOf(event);
	return { account: { username, displayName, email, isAdmin: role === 'admin' } };
};
