/** Programs without a browser, and people who allow them. RFC 8628. */
import * as client from 'openid-client';

import type { ClientId } from './clients.ts';
import { post } from './exchange.ts';
import { configurationOf } from './relying-party.ts';
import type { Visitor } from './visitor.ts';

export const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code';

type Form = Readonly<Record<string, string>>;

export type Begun = Awaited<ReturnType<typeof client.initiateDeviceAuthorization>>;

export async function deviceParty(id: ClientId = 'tool') {
	const config = await configurationOf(id);
	return {
		config,
		begin: (own: Form = {}): Promise<Begun> =>
			client.initiateDeviceAuthorization(config, { scope: 'openid', ...own }),
		/** Takes the tokens, once somebody has answered, and checks all that there is to check. */
		finish: (begun: Begun, own: Form = {}) =>
			client.pollDeviceAuthorizationGrant(config, { ...begun, interval: 0.001 }, own)
	};
}

/** Asks what came of it; as fast as it likes. */
export const pollDevice = (
	{ device_code }: Pick<Begun, 'device_code'>,
	client_id = 'tool',
	own: Form = {}
): Promise<Response> =>
	post('/oauth2/token', { grant_type: DEVICE, device_code, client_id, ...own }, {});

/** Somebody types the code and answers. */
export const answerDevice = (
	{ browser }: Visitor,
	{ user_code: userCode }: Pick<Begun, 'user_code'>,
	how: 'allow' | 'decline' = 'allow'
) => browser.form(`/device?/${how}`, { userCode });
