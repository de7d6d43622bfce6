import type Provider from 'oidc-provider';

import type { AccountId, SessionId } from '#lib/server/core/ids.ts';
import type { Random } from '#lib/server/core/random.ts';
import { newSecret } from '#lib/server/core/secret.ts';
import { sidOf } from '#lib/server/sessions/index.ts';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';

export interface LoggedOut {
	readonly client: string;
	readonly account: AccountId;
	readonly session: SessionId;
}

/** Signed as ID tokens are, good for two minutes. OpenID Connect Back-Channel Logout 1.0 §2.4. */
export async function issueLogoutToken(
	provider: Provider,
	random: Random,
	{ client: id, account: sub, session }: LoggedOut
): Promise<string | undefined> {
	const client = await provider.Client.find(id);
	if (!client) return undefined;
	const token = Object.assign(new provider.IdToken({ sub }, { client }), { mask: { sub: null } });
	token.set('events', { [EVENT]: {} });
	token.set('jti', newSecret(random));
	token.set('sid', sidOf({ id: session }, id));
	return token.issue({ use: 'logout' });
}
