import { defineRefusals } from '#lib/server/core/refusal.ts';
import type { Incoming } from './api-event.ts';

const refuse = defineRefusals('request', { crossSite: 'forbidden' });

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Refuses an unsafe request that does not come from a page of this origin: `request.cross_site`. */
export function requireSameOrigin(
	request: Pick<Incoming, 'method' | 'headers'>,
	origin: string
): void {
	if (SAFE.has(request.method)) return;
	const site = request.headers.get('sec-fetch-site') ?? 'same-origin';
	if (request.headers.get('origin') !== origin || site !== 'same-origin') throw refuse.crossSite();
}
