import {
	createHmac,
	createSecretKey,
	hkdfSync,
	timingSafeEqual,
	type KeyObject
} from 'node:crypto';

import type { AccountId, SessionId } from '#lib/server/core/ids.ts';
import type { Site } from './site.ts';

const PASS = /^(ses_[\w-]{22})\.(acc_[\w-]{22})\.([\w-]{43})$/;

/** What a pass is of. It names both, so that all that is looked up for it can be asked for at once. */
interface Named {
	readonly session: SessionId;
	readonly account: AccountId;
}

/**
 * What a browser has on a site: the session behind it, and a code by which this service knows that it has said so, for
 * that site. So nothing is kept of it, and nothing has to be looked up before it is believed.
 */
export interface PassCodec {
	format(site: Site, named: Named): string;
	parse(site: Site, pass: string): Named | undefined;
}

/** The newest secret makes passes, and those of all are good. @see RFC 2104; RFC 5869 */
export function createPassCodec(secrets: readonly Uint8Array[]): PassCodec {
	const keys = secrets.map((secret) =>
		createSecretKey(new Uint8Array(hkdfSync('sha256', secret, '', 'latchkey site pass', 32)))
	);
	const [newest] = keys;
	if (!newest) throw new Error('There is no key to make passes with.');

	return {
		format: (site, named) =>
			`${named.session}.${named.account}.${codeOf(site, named, newest).toString('base64url')}`,

		parse(site, pass) {
			const [, session, account, given = ''] = PASS.exec(pass) ?? [];
			if (!session || !account) return undefined;
			const named = { session: session as SessionId, account: account as AccountId };
			const code = Buffer.from(given, 'base64url');
			const isOurs = keys.some((key) => timingSafeEqual(code, codeOf(site, named, key)));
			return isOurs ? named : undefined;
		}
	};
}

function codeOf({ origin }: Site, { session, account }: Named, key: KeyObject): Buffer {
	return createHmac('sha256', key).update(`${session}.${account}.${origin}`).digest();
}
