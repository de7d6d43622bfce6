/** Judgement over mail, clock and master keys. */
import { findingsOf, type Finding, type Looked } from './finding.ts';

const SKEW_LOOK_MS = 5000;
/** A code of an authenticator app is good for 30 s. RFC 6238 §5.2. */
const SKEW_WRONG_MS = 30_000;

export interface MailFacts {
	readonly host: string;
	readonly sentTo: string | undefined;
}

const MAIL_FIX: Readonly<Record<string, string>> = {
	EAUTH: 'Mend name and password in SMTP_URL',
	ETLS: 'Let the mail server offer TLS with a certificate for its name, or use smtps://',
	EDNS: 'Mend the host in SMTP_URL',
	EENVELOPE: 'Let the mail server accept LATCHKEY_MAIL_FROM as sender, and see who it is sent to'
};

/** Undefined where no mail server is set. */
export function judgeMail(
	{ isSecure }: { isSecure: boolean },
	looked: Looked<MailFacts | undefined>
): Finding {
	const { fine, look, wrong } = findingsOf('mail');
	if ('failed' in looked) {
		const { failed } = looked;
		const fix =
			MAIL_FIX[failed] ?? 'See that it runs, and that SMTP_URL leads to it from this machine';
		return wrong({ saw: `the mail server does not take mail (${failed})`, fix });
	}
	const { facts } = looked;
	if (!facts && !isSecure) return fine('none: the server prints what it would send');
	if (!facts) {
		const saw = 'none: nobody is told what happens to their account, and no address can be proven';
		return look({ saw, fix: 'Set SMTP_URL and LATCHKEY_MAIL_FROM' });
	}
	const { host, sentTo } = facts;
	if (sentTo !== undefined) return fine(`${host} has taken a mail to ${sentTo}`);
	return fine(`${host} accepts the connection and who logs in; --send-to ADDRESS sends one`);
}

interface TextSettings {
	readonly methods: readonly string[];
	readonly textGateway?: { readonly kind: 'webhook' | 'twilio' | 'log' };
	readonly textCountries: readonly string[];
	readonly textPerCountry: number;
}

/** By its settings alone: to ask a gateway is to send a message, which costs. */
export function judgeTexts(config: TextSettings): Finding {
	const { fine, look } = findingsOf('texts');
	const { methods, textGateway, textCountries } = config;
	if (!textGateway) return fine('none: no code goes by text message');
	if (!methods.includes('text-codes')) {
		const fix = 'Add text-codes to LATCHKEY_METHODS, or unset LATCHKEY_TEXT_GATEWAY';
		return look({ saw: `${textGateway.kind} is set, and nobody can use it`, fix });
	}
	const to = textCountries.join(', ');
	return fine(`${textGateway.kind}, to ${to}, ${config.textPerCountry} a day each; none was sent`);
}

/** How far other clocks are ahead of the one here, by whose they are. */
export function judgeClock(aheadMs: Readonly<Record<string, number>>): readonly Finding[] {
	const { fine, look, wrong } = findingsOf('clock');
	const names = Object.keys(aheadMs);
	if (names.length === 0) {
		const saw = 'there is no other clock to compare it with';
		return [look({ saw, fix: 'See that time is kept by NTP: timedatectl' })];
	}
	const apart = Object.entries(aheadMs).flatMap(([whose, ms]) => {
		const distance = Math.abs(ms);
		if (distance <= SKEW_LOOK_MS) return [];
		const fault = {
			saw: `${whose} is ${Math.round(distance / 1000)} s ${ms > 0 ? 'ahead of' : 'behind'} this machine`,
			fix: 'Keep time on all machines by NTP (timedatectl set-ntp true): codes of apps go by it'
		};
		return [distance > SKEW_WRONG_MS ? wrong(fault) : look(fault)];
	});
	return apart.length > 0 ? apart : [fine(`agrees with ${names.join(' and ')}`)];
}

export interface KeyCounts {
	readonly keys: number;
	/** Values under a key that is not the newest, and those whose key is not there. */
	readonly older: number;
	readonly lost: number;
	readonly isFile: boolean;
}

export type LookedAtKeys = KeyCounts | 'none yet' | 'gone' | 'not counted';

export function judgeKeys(looked: LookedAtKeys): Finding {
	const { fine, look, wrong, skipped } = findingsOf('master keys');
	if (looked === 'none yet') return fine('none yet: the first start makes one');
	if (looked === 'gone') {
		const saw =
			'none that can be used, and the database has been: what is sealed in it does not open';
		return wrong({
			saw,
			fix: 'Put master.key back into the data folder, or set LATCHKEY_MASTER_KEYS'
		});
	}
	if (looked === 'not counted')
		return skipped('left out: the database has to be up to date for it');
	const { keys, older, lost, isFile } = looked;
	if (lost > 0) {
		const saw = `${lost} values need a key that is not among yours`;
		return wrong({ saw, fix: 'keys status names it: put it back behind the others' });
	}
	if (older > 0) {
		const saw = `${older} values are still under an older key`;
		return look({ saw, fix: 'keys rotate puts them under the newest' });
	}
	return fine(`${keys}, ${isFile ? 'in a file that is private' : 'from the settings'}`);
}
