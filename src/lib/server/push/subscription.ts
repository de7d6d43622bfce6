import * as v from 'valibot';

import { phonePublicKey } from '#lib/server/approvals/index.ts';
import type { Subscription } from './encryption.ts';
import { isPushEndpoint } from './endpoint.ts';

const AUTH = /^[\w-]{22}$/;

/** As it is kept with a phone. */
export const SubscriptionData = v.object({
	endpoint: v.string(),
	p256dh: v.string(),
	auth: v.string()
});

/** Whether it is whole, and leads to a push service; RFC 8291 §2.1. */
export function isSubscription(
	{ endpoint, p256dh, auth }: Subscription,
	hosts: readonly string[]
): boolean {
	return isPushEndpoint(endpoint, hosts) && AUTH.test(auth) && phonePublicKey(p256dh) !== undefined;
}
