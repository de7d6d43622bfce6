import { endpoint } from '#lib/server/http/endpoint.ts';
import { returnerOf } from '#lib/server/http/returning.ts';
import { challengeView } from '#lib/server/http/views.ts';
import type { RequestEvent } from './$types';

export const POST = endpoint<RequestEvent>(
	{
		summary:
			'Prove a factor that is still there beside the mailbox: a right answer to the challenge lets a new password or passkey be set up at once',
		refuses: ['recovery.gone']
	},
	async (event) => {
		const { recoveries } = event.locals.app;
		return {
			challenge: challengeView(await recoveries.challenge(event.params.id, returnerOf(event)))
		};
	}
);
