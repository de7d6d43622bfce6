import type { RequestEvent } from '@sveltejs/kit';

/** The origins that may use this RP ID. @see WebAuthn L3 §5.11.1 */
export const GET = ({ locals }: RequestEvent): Response => {
	const { origin, relatedOrigins } = locals.app.config;
	return Response.json({ origins: [origin, ...relatedOrigins] });
};
