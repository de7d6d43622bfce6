import type { RequestEvent } from '@sveltejs/kit';

/** @see W3C, "A Well-Known URL for Relying Party Passkey Endpoints" */
export const GET = ({ locals }: RequestEvent): Response => {
	const { origin } = locals.app.config;
	return Response.json({ enroll: `${origin}/security/passkeys`, manage: `${origin}/security` });
};
