import { createHmac } from 'node:crypto';

import type { Clock } from '#lib/server/core/clock.ts';
import { postTo } from './post.ts';

interface Signed {
	readonly url: string;
	readonly secret: string;
	readonly clock: Clock;
}

/** Posts JSON, signed as docs/running.md says. Rejects as `postTo` does. */
export async function postSigned({ url, secret, clock }: Signed, given: object): Promise<void> {
	const body = JSON.stringify(given);
	const at = Math.floor(clock.now().getTime() / 1000);
	// The time is signed too, so that what was overheard cannot be sent again later.
	const signature = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
	await postTo(url, {
		body,
		headers: {
			'content-type': 'application/json',
			'latchkey-signature': `t=${at},v1=${signature}`
		}
	});
}
