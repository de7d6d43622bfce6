import { redirect, type RequestEvent } from '@sveltejs/kit';

import { safeNext } from '#lib/server/http/next.ts';
import { signOut } from '#lib/server/http/sign-out.ts';

export const POST = async (event: RequestEvent): Promise<Response> => {
	await signOut(event);
	const next = event.url.searchParams.get('next');
	redirect(303, next === null ? '/sign-in?signed-out' : safeNext(next));
};
