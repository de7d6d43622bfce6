import type { RequestEvent } from '@sveltejs/kit';

import { describeApi } from '#lib/server/http/openapi.ts';

const endpoints = import.meta.glob<Record<string, unknown>>('../**/+server.ts');

/** Loaded at the first request, so that no other one pays for it. */
export const GET = async ({ locals }: RequestEvent): Promise<Response> => {
	const loaded = Object.entries(endpoints)
		.filter(([file]) => !file.includes('openapi'))
		.map(async ([file, load]) => [file.replace('..', '/routes/api/v1'), await load()] as const);
	const modules = Object.fromEntries(await Promise.all(loaded));
	return Response.json(describeApi(modules, locals.app.config.origin));
};
