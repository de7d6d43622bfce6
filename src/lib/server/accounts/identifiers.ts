/**
 * What people sign in with: a username or an e-mail address. Each has a form to show and a normal form, and of
 * two that look alike only one can exist, because they share the normal form. Who owns one is not known here.
 */
import { domainToASCII, domainToUnicode } from 'node:url';

import { CONFUSABLES } from './identifiers-confusables.ts';
import { readLookAlikes, skeletonBy } from './identifiers-skeleton.ts';

export interface Identifier {
	/** As people see it. */
	readonly display: string;
	/** What it is found by, and unique by. */
	readonly normal: string;
}

type UsernameFault = 'length' | 'characters' | 'reserved';

/** In UTF-16 units, before anything else is looked at. */
const LONGEST_TYPED = 320;
const USERNAME_LENGTHS = { least: 2, most: 32 };

// Letters and digits with their marks, and single separators between them.
const USERNAME = /^[\p{L}\p{Nd}]\p{M}{0,4}(?:[._-]?[\p{L}\p{Nd}]\p{M}{0,4})*$/u;
// Small capitals and phonetic letters, which look like others and stand in nobody's name (UTS #39 §3.1, Technical).
const PHONETIC =
	/[\u0262\u026a\u0274\u0276\u0280\u0281\u028f\u0299-\u02af\u1d00-\u1dbf\u2c60-\u2c7f\ua720-\ua7ff\uab30-\uab6f]/;
// What is not seen, and the one mark that becomes a letter in capitals, where no letter before it takes it in or
// where marks follow, which that letter would then take for its own.
const ELUSIVE =
	/[\p{Default_Ignorable_Code_Point}\u0345]|[\u1f80-\u1faf\u1fb2-\u1fb4\u1fb7\u1fbc\u1fc2-\u1fc4\u1fc7\u1fcc\u1ff2-\u1ff4\u1ff7\u1ffc]\p{M}/u;
const CAPITAL_NOT_LATIN = /(?=\P{Script=Latin})\p{Lu}/u;

const ATOM = /^(?!\p{M})[\w!#$%&'*+/=?^`{|}~\-\p{L}\p{N}\p{M}]+$/u;
const LABEL = /^(?!\p{M})[\p{L}\p{N}\p{M}-]+$/u;

/** @see UAX #31 table 5, Recommended Scripts */
const SCRIPTS =
	'Arab Armn Beng Bopo Cyrl Deva Ethi Geor Grek Gujr Guru Hang Hani Hebr Hira Kana Khmr Knda Laoo Latn Mlym Mymr Orya Sinh Taml Telu Thaa Thai Tibt';

/** @see UTS #39 §5.2, Restriction-Level Detection: Highly Restrictive */
const WRITING_SYSTEMS = [
	['Latn', 'Hani', 'Hira', 'Kana'],
	['Latn', 'Hani', 'Bopo'],
	['Latn', 'Hani', 'Hang'],
	...SCRIPTS.split(' ').map((script) => [script])
].map((scripts) => {
	const letters = scripts.map((script) => `\\p{Script_Extensions=${script}}`).join('');
	// The accents are those that living orthographies set on letters; the rest only disfigure.
	return new RegExp(
		`^[${letters}0-9._\\-\\u0300-\\u030c\\u0311\\u0323-\\u0328\\u032d-\\u0331]+$`,
		'u'
	);
});

/** Names that would speak for the service, or that programs take for something else. */
const RESERVED =
	'abuse account accounts admin administrator administrators anonymous api everyone false guest help helpdesk hostmaster ' +
	'info latchkey login logout mailerdaemon me moderator nobody noreply null official operator owner postmaster root ' +
	'security settings signin signout signup staff superuser support sysadmin system team true undefined webmaster';

const skeleton = skeletonBy(readLookAlikes(CONFUSABLES));
const ASCII_LOOK_ALIKES = new Map([
	['0', 'o'],
	['1', 'l'],
	['i', 'l'],
	['m', 'rn'],
	['w', 'vv']
]);
const reserved = new Set(RESERVED.split(' ').map(normalUsername));

export function parseUsername(input: string): Identifier | undefined {
	const judged = judgeUsername(input);
	return typeof judged === 'string' ? undefined : judged;
}

/** What is wrong with a text that is no username. */
export function usernameFault(input: string): UsernameFault | undefined {
	const judged = judgeUsername(input);
	return typeof judged === 'string' ? judged : undefined;
}

function judgeUsername(input: string): Identifier | UsernameFault {
	if (input.length > LONGEST_TYPED) return 'length';
	if (!input.isWellFormed()) return 'characters';
	const typed = input.trim().normalize('NFKC');
	const { length } = Array.from(typed);
	if (length < USERNAME_LENGTHS.least || length > USERNAME_LENGTHS.most) return 'length';
	if (!isUsernameText(typed)) return 'characters';
	const normal = normalUsername(typed);
	if (reserved.has(normal.replace(/[._-]/g, ''))) return 'reserved';
	// Small letters of two scripts look less alike than capitals, and the normal form compares the small ones.
	return { display: CAPITAL_NOT_LATIN.test(typed) ? typed.toLowerCase() : typed, normal };
}

export function parseEmail(input: string): Identifier | undefined {
	if (input.length > LONGEST_TYPED || !input.isWellFormed()) return undefined;
	const display = input.trim();
	const [local = '', domain = '', ...more] = display.split('@');
	if (more.length > 0 || !isLocalPart(local)) return undefined;
	const ascii = mailDomain(domain);
	if (ascii === undefined || Buffer.byteLength(`${local}@${ascii}`) > 254) return undefined;
	return { display, normal: normalEmail(display) };
}

/** The normal form of whatever somebody typed to sign in; of what can be no identifier, one that none has. */
export function normalIdentifier(input: string): string {
	if (input.length > LONGEST_TYPED) return '';
	const typed = input.trim().normalize('NFKC');
	return typed.includes('@') ? normalEmail(typed) : normalUsername(typed);
}

function normalUsername(typed: string): string {
	const characters = Array.from(skeleton(typed).normalize('NFD'));
	return characters
		.map((character) => ASCII_LOOK_ALIKES.get(character) ?? character)
		.join('')
		.normalize('NFC');
}

/** ASCII is left alone: john1 and johnl are two mailboxes, and mail proves who owns which. */
function normalEmail(typed: string): string {
	const at = typed.lastIndexOf('@');
	return `${skeleton(typed.slice(0, at))}@${normalDomain(typed.slice(at + 1))}`;
}

/** An IDN looks the same whether it is typed in Unicode or as its A-labels. */
function normalDomain(typed: string): string {
	const show = (domain: string) => skeleton(domainToUnicode(domain) || domain);
	// Look-alikes may spell an A-label, which then is read in turn.
	const shown = show(show(typed));
	return domainToASCII(shown) || shown;
}

function isUsernameText(typed: string): boolean {
	return (
		USERNAME.test(typed) &&
		!ELUSIVE.test(typed) &&
		!PHONETIC.test(typed) &&
		!(/[0-9]/.test(typed) && /(?![0-9])\p{Nd}/u.test(typed)) &&
		!/[\u0300-\u036f]{3}/.test(typed.normalize('NFD')) &&
		WRITING_SYSTEMS.some((system) => system.test(typed))
	);
}

/** @see RFC 5322 §3.2.3 dot-atom, with the letters of RFC 6532; quoted strings are not taken. */
function isLocalPart(local: string): boolean {
	const isAtoms = local.split('.').every((atom) => ATOM.test(atom));
	return isAtoms && Buffer.byteLength(local) <= 64 && !ELUSIVE.test(local.normalize('NFC'));
}

/** The A-labels of a domain name that mail could be sent to: no address literal, no single label. */
function mailDomain(domain: string): string | undefined {
	const isLabels = domain.split('.').every((label) => LABEL.test(label));
	if (!isLabels || ELUSIVE.test(domain.normalize('NFC'))) return undefined;
	const ascii = domainToASCII(domain);
	if (/(?:^|\.)xn--/.test(domainToUnicode(ascii))) return undefined;
	const isName = /^(?:[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?\.)+[a-z][a-z\d-]{0,61}[a-z\d]$/.test(ascii);
	return isName && ascii.length <= 253 ? ascii : undefined;
}
