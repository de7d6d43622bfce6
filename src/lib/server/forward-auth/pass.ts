import type { AccountId, SessionId } from '#lib/server/core/ids.ts';
import { createMac } from '#lib/server/core/mac.ts';
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

const textOf = ({ origin }: Site, { session, account }: Named): string =>
	`${session}.${account}.${origin}`;

/** The newest secret makes passes, and those of all are good. */
export function createPassCodec(secrets: readonly Uint8Array[]): PassCodec {
	const mac = createMac(secrets, 'latchkey site pass');

	return {
		format: (site, named) =>
			`${named.session}.${named.account}.${mac.codeOf(textOf(site, named)).toString('base64url')}`,

		parse(site, pass) {
			const [, session, account, code = ''] = PASS.exec(pass) ?? [];
			if (!session || !account) return undefined;
			const named = { session: session as SessionId, account: account as AccountId };
			const isOurs = mac.isOurs(textOf(site, named), Buffer.from(code, 'base64url'));
			return isOurs ? named : undefined;
		}
	};
}
