/** What a phone shows and signs: the same text on both sides, to the byte. */

/** Every member is shown to the person, but for the last three, which make each document one of its kind. */
export interface ApprovalDocument {
	/** What is asked, in words. */
	readonly action: string;
	/** The application that asks, by its registered name; absent where the service itself asks. */
	readonly application?: string | undefined;
	/** What the application wants signed, in its own words. */
	readonly text?: string | undefined;
	/** The username of the account. */
	readonly account: string;
	/** The address of the service. */
	readonly origin: string;
	/** Where the browser, or the application, that asks calls from. */
	readonly address: string;
	/** The browser that asks, by the name it gives itself; nothing where an application does. */
	readonly browser: string;
	/** An ISO 8601 instant. */
	readonly askedAt: string;
	/** The number that the browser shows and the person has picked. */
	readonly number: string;
	readonly purpose: string;
	readonly request: string;
	readonly nonce: string;
}

/** Tells what is signed here from whatever else the same key signs. */
const PREFIX = 'latchkey approval 1\n';

/** One spelling for each text of names and values: RFC 8785 for members that are all texts, or are not there. */
export function canonical(members: Readonly<Record<string, string | undefined>>): string {
	const sorted = Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1));
	return JSON.stringify(Object.fromEntries(sorted));
}

export function signedText(document: ApprovalDocument): string {
	return PREFIX + canonical({ ...document });
}

/** What a phone signs to make a call. */
export interface CallText {
	readonly origin: string;
	readonly method: string;
	readonly path: string;
	/** SHA-256 of the body, in base64url. */
	readonly body: string;
	readonly phone: string;
	/** Milliseconds since 1970. */
	readonly time: string;
	readonly nonce: string;
}

export function callText(call: CallText): string {
	return `latchkey phone call 1\n${canonical({ ...call })}`;
}

/** What a phone and the service agree on when the phone is linked; both turn its hash into words. */
export interface LinkTranscript {
	/** The hash of the link's secret. */
	readonly link: string;
	/** The phone's signing key. */
	readonly phone: string;
	/** Both halves of the key agreement for photo codes. */
	readonly phoneAgreement: string;
	readonly serviceAgreement: string;
	/** The id of the phone's own credential, or nothing. */
	readonly credential: string;
	/** Chosen by the service after all else is fixed, so that nobody can look for keys with certain words. */
	readonly nonce: string;
}

export function transcriptText(transcript: LinkTranscript): string {
	return `latchkey link words 1\n${canonical({ ...transcript })}`;
}

/** What the phone signs to show that it holds the key that it sends. */
export function linkText(
	link: Pick<LinkTranscript, 'link' | 'phone' | 'phoneAgreement' | 'credential'> & {
		readonly label: string;
	}
): string {
	return `latchkey link 1\n${canonical({ ...link })}`;
}
