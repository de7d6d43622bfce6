/** What the name of an OCRA suite says. RFC 6287 §6. */
export interface Suite {
	readonly hash: Hash;
	readonly digits: number;
	readonly hasCounter: boolean;
	readonly question: 'A' | 'N' | 'H';
	readonly hasPin: boolean;
	/** In bytes; 0 where there is none. */
	readonly sessionLength: number;
	readonly hasTime: boolean;
}

export type Hash = 'SHA1' | 'SHA256' | 'SHA512';

/** All that §6 allows, but for codes of no digits, which are the whole HMAC. */
const SUITE = new RegExp(
	'^OCRA-1:HOTP-(?<hash>SHA1|SHA256|SHA512)-(?<digits>[4-9]|10):' +
		'(?<counter>C-)?Q(?<question>[ANH])(0[4-9]|[1-5]\\d|6[0-4])' +
		'(?<pin>-P(SHA1|SHA256|SHA512))?(-S(?<session>\\d{3}))?' +
		'(?<time>-T(([1-9]|[1-5]\\d)[SM]|(\\d|[1-3]\\d|4[0-8])H))?$'
);

/** Undefined for what names no suite. */
export function parseSuite(name: string): Suite | undefined {
	const found = SUITE.exec(name)?.groups;
	return (
		found && {
			hash: found['hash'] as Hash,
			digits: Number(found['digits']),
			hasCounter: found['counter'] !== undefined,
			question: found['question'] as Suite['question'],
			hasPin: found['pin'] !== undefined,
			sessionLength: Number(found['session'] ?? 0),
			hasTime: found['time'] !== undefined
		}
	);
}
