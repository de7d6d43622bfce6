import { redirect, type RequestEvent } from '@sveltejs/kit';

import { signOut } from '#lib/server/http/sign-out.ts';

export const POST = async (event: RequestEvent): Promise<Response> => {
	await signOut(event);
	redirect(303, '/sign-in?signed-out');
};
