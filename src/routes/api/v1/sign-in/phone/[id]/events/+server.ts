import { phoneSignInProgress } from '#lib/server/http/phone-sign-in.ts';
import { streamEndpoint } from '#lib/server/http/progress-stream.ts';
import type { RequestEvent } from './$types';

export const GET = streamEndpoint<RequestEvent>({ refuses: ['phone_sign_in.gone'] }, (event) =>
	phoneSignInProgress(event, event.params.id)
);
