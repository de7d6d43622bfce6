/** Judgement over the address: settings, origin, RP ID, HTTPS and proxy. */
import { isIP } from 'node:net';

import type { ConfigError } from '#lib/server/config/index.ts';
import type { Seen } from '#lib/server/self-check/index.ts';

import { findingsOf, type Finding, type Looked } from './finding.ts';

/** Names that look like what a registry sells names under, where a country stands behind them. */
const REGISTRY = /^(co|com|net|org|gov|edu|ac|or|ne|go)\.[a-z]{2}$/;
const TLS_FAULT = /^(CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/;
const DAY_MS = 24 * 60 * 60_000;
const RENEW_DAYS = 14;
const LATE_DAYS = 3;

const CHECK_OF: Readonly<Record<string, string>> = {
	LATCHKEY_ORIGIN: 'origin',
	LATCHKEY_RP_ID: 'RP ID',
	LATCHKEY_TRUSTED_PROXIES: 'proxy',
	LATCHKEY_DATA_DIR: 'data folder',
	LATCHKEY_MASTER_KEYS: 'master keys',
	DATABASE_URL: 'database',
	REDIS_URL: 'Redis',
	SMTP_URL: 'mail',
	LATCHKEY_MAIL_FROM: 'mail'
};

/** With such settings the server does not start, and there is nothing else to look at. */
export function judgeSettings({ problems }: Pick<ConfigError, 'problems'>): readonly Finding[] {
	const faults = problems.map(({ setting, problem, remedy }) =>
		findingsOf(CHECK_OF[setting] ?? 'settings').wrong({ saw: `${setting} ${problem}`, fix: remedy })
	);
	return [...faults, findingsOf('all else').skipped('left out until the settings are usable')];
}

export interface Address {
	readonly origin: string;
	readonly rpId: string;
	readonly isSecure: boolean;
}

export function judgeRpId({ origin, rpId }: Pick<Address, 'origin' | 'rpId'>): Finding {
	const { hostname } = new URL(origin);
	const { fine, wrong } = findingsOf('RP ID');
	const name = `Set LATCHKEY_RP_ID=${hostname}, and never change it once there are passkeys`;
	if (isIP(rpId.replace(/^\[|\]$/g, '')) !== 0) {
		const fix = 'Set LATCHKEY_ORIGIN to a host name, such as http://localhost:3000';
		return wrong({ saw: `${rpId} is an address, and passkeys need a name`, fix });
	}
	if (rpId !== hostname && !hostname.endsWith(`.${rpId}`)) {
		return wrong({ saw: `${rpId} is no parent of ${hostname}, so no passkey works`, fix: name });
	}
	if (REGISTRY.test(rpId) || (!rpId.includes('.') && rpId !== 'localhost')) {
		const saw = `${rpId} looks like a public suffix, for which browsers make no passkey`;
		return wrong({ saw, fix: name });
	}
	if (rpId === hostname) return fine(`${rpId}, the host of the origin`);
	return fine(`${rpId}, a parent of ${hostname}: all hosts below it share the passkeys`);
}

/** What came back from the origin. */
export interface OriginFacts {
	readonly status: number;
	readonly body: string;
	/** What `/readyz` answered. */
	readonly ready: number;
	readonly transportSecurity: string | undefined;
	readonly certificateEndsAt: Date | undefined;
	/** What the process saw that answered, if it is one of this installation. */
	readonly seen: Seen | undefined;
}

type LookedAtOrigin = Looked<OriginFacts>;

export function judgeOrigin({ origin }: Pick<Address, 'origin'>, looked: LookedAtOrigin): Finding {
	const { fine, look, wrong, skipped } = findingsOf('origin');
	if ('failed' in looked) {
		const { failed } = looked;
		if (TLS_FAULT.test(failed)) return skipped('left out: see HTTPS');
		if (failed === 'ENOTFOUND') {
			const saw = `${new URL(origin).hostname} is not found in DNS from here`;
			return look({ saw, fix: 'Add the name to DNS, or mend LATCHKEY_ORIGIN' });
		}
		return skipped(
			`nothing can be asked at ${origin} (${failed}); start the server and look again`
		);
	}
	const { status, body, ready, seen } = looked.facts;
	if (!seen && status === 200 && body === 'alive') {
		const saw = `another installation answers at ${origin}, or one with other master keys`;
		return wrong({
			saw,
			fix: 'Lead the name to this one, and call this in its folder with its settings'
		});
	}
	if (!seen) {
		const saw = `something else answers at ${origin}, with ${status}`;
		return wrong({ saw, fix: 'Let the proxy lead every path to HOST and PORT of this server' });
	}
	if (ready !== 200) {
		const saw = `this installation answers at ${origin}, and is not ready (${ready})`;
		return wrong({ saw, fix: 'A store is away, as seen from the server: see below' });
	}
	return fine(`${origin}, where this installation answers`);
}

function judgeCertificate(endsAt: Date, now: Date): Finding | undefined {
	const { look, wrong } = findingsOf('HTTPS');
	const days = Math.floor((endsAt.getTime() - now.getTime()) / DAY_MS);
	if (days >= RENEW_DAYS) return undefined;
	const fault = {
		saw: `the certificate ends in ${days} days`,
		fix: 'Renew it, and see why it was not renewed by itself'
	};
	return days >= LATE_DAYS ? look(fault) : wrong(fault);
}

export function judgeHttps(
	{ origin, isSecure }: Pick<Address, 'origin' | 'isSecure'>,
	{ looked, now }: { looked: LookedAtOrigin; now: Date }
): Finding {
	const { fine, look, wrong, skipped } = findingsOf('HTTPS');
	if (!isSecure) {
		const fix =
			'For anybody else: LATCHKEY_ORIGIN=https://id.example.org, and a proxy with a certificate';
		return look({ saw: `${origin} is a secure context on this machine alone`, fix });
	}
	if ('failed' in looked) {
		const { failed } = looked;
		if (!TLS_FAULT.test(failed)) return skipped('left out: nothing answers at the origin');
		const saw = `browsers do not accept the certificate of ${origin} (${failed})`;
		return wrong({ saw, fix: 'Get a certificate for this name, with its whole chain' });
	}
	const { transportSecurity, certificateEndsAt } = looked.facts;
	const late = certificateEndsAt && judgeCertificate(certificateEndsAt, now);
	if (late) return late;
	if (transportSecurity === undefined) {
		const saw = 'the header Strict-Transport-Security does not arrive';
		return look({ saw, fix: 'Let the proxy pass on the headers of answers' });
	}
	const until = certificateEndsAt?.toISOString().slice(0, 10);
	return fine(until ? `the certificate is good until ${until}` : 'the certificate is accepted');
}

/** What `doctor` says in `X-Forwarded-For` of itself: an address that nobody has. RFC 5737 §3. */
export const CLAIMED = '192.0.2.77';

export function judgeProxy(
	{ isSecure }: Pick<Address, 'isSecure'>,
	looked: LookedAtOrigin
): Finding {
	const { fine, wrong, skipped } = findingsOf('proxy');
	const seen = 'facts' in looked ? looked.facts.seen : undefined;
	if (!seen) return skipped('left out: this installation does not answer at the origin');
	const { peer, isTrustedPeer, forwarded, client } = seen;
	if (!isSecure) return fine('none is needed on this machine');
	const append = 'Let it append the address of who calls it, as docs/running.md shows';
	if (forwarded.length === 0) {
		return wrong({ saw: `the proxy at ${peer} does not say who calls`, fix: append });
	}
	if (forwarded.at(-1) === CLAIMED) {
		const saw = `the proxy at ${peer} passes on what callers claim: anybody may be any address`;
		return wrong({ saw, fix: append });
	}
	if (!isTrustedPeer) {
		const saw = `the proxy at ${peer} is not trusted, so all callers look like one`;
		return wrong({ saw, fix: `Add ${peer} to LATCHKEY_TRUSTED_PROXIES` });
	}
	return fine(`the one at ${peer} says who calls, and is trusted: you are ${client}`);
}
