/**
 * Which new passwords are allowed: length, characters, and what others guess first.
 * Judged when a password is chosen. At sign-in only the list is looked at, which grows.
 */
import { isListed } from './blocklist.ts';
import { normalPassword } from './normal-form.ts';
import { isTrivial, repeatedUnit } from './patterns.ts';
import { refuse } from './refusals.ts';

export type Judgement =
	| { readonly accepted: true; readonly worksAlone: boolean }
	| {
			readonly accepted: false;
			readonly reason: 'too_short' | 'too_long' | 'common' | 'own_name' | 'trivial' | 'malformed';
			/** The fewest code points, when there are too few. */
			readonly minimum?: number;
	  };

interface Surroundings {
	/** No second factor is asked for after it. */
	readonly isAlone: boolean;
	/** Username, e-mail, display name, host: whatever an attacker knows of the person and the place. */
	readonly ownNames: readonly string[];
}

/** @see NIST SP 800-63B-4 §3.1.1.2 and ASVS 5.0 6.2.1 */
const MINIMUM_ALONE = 15;
const MINIMUM_COMBINED = 8;

/** @see ASVS 5.0 6.1.2: words of this context that are no password, alone or decorated */
const CONTEXT_WORDS = ['password', 'passphrase', 'signin', 'login', 'admin', 'welcome', 'secret'];
const PRODUCT_NAME = 'latchkey';

const DECORATION = /[\p{N}\p{P}\p{S}\s]/u;
const LEADING = /^[\p{N}\p{P}\p{S}\s]+/u;
const TRAILING = /[\p{N}\p{P}\p{S}\s]+$/u;
const DECORATIONS = 6;
const SHORTEST_CORE = 4;
const SHORTEST_NAME = 3;

const LEET = new Map(Object.entries(leetPairs('@4a 8b (c 3e 69g !1i 0o $5s +7t 2z')));
const LEET_L = new Map([...LEET, ['1', 'l'], ['!', 'l'], ['|', 'l']]);

/** The fewest code points of a new password. */
export function minimumLength({ isAlone }: Pick<Surroundings, 'isAlone'>): number {
	return isAlone ? MINIMUM_ALONE : MINIMUM_COMBINED;
}

export function judgeNewPassword(password: string, { isAlone, ownNames }: Surroundings): Judgement {
	const normal = normalPassword(password);
	if (typeof normal === 'string') return { accepted: false, reason: normal };
	const minimum = minimumLength({ isAlone });
	if (normal.length < minimum) return { accepted: false, reason: 'too_short', minimum };
	const reason = guessableBecause(normal.text, ownNames);
	if (reason !== undefined) return { accepted: false, reason };
	return { accepted: true, worksAlone: normal.length >= MINIMUM_ALONE };
}

/** Whether a password that was once accepted would be refused as one that everybody can guess. */
export function isCommonPassword(password: string): boolean {
	const normal = normalPassword(password);
	return typeof normal !== 'string' && guessableBecause(normal.text, []) !== undefined;
}

/** @throws `passwords.not_allowed` with the reason, which the person is told (NIST SP 800-63B-4 §3.1.1.2) */
export function requireAllowedPassword(
	password: string,
	surroundings: Surroundings
): { readonly worksAlone: boolean } {
	const judgement = judgeNewPassword(password, surroundings);
	if (judgement.accepted) return { worksAlone: judgement.worksAlone };
	const { reason, minimum } = judgement;
	throw refuse.notAllowed({
		details: minimum === undefined ? { reason } : { reason, minimum }
	});
}

function guessableBecause(
	text: string,
	ownNames: readonly string[]
): 'trivial' | 'own_name' | 'common' | undefined {
	if (isTrivial(text.toLowerCase())) return 'trivial';
	const candidates = guesses(fold(text));
	const names = nameParts([...ownNames, PRODUCT_NAME]);
	if (candidates.some((guess) => isMadeOf(guess, names))) return 'own_name';
	const words = [...names, ...CONTEXT_WORDS].sort(byLength);
	if (candidates.some((guess) => isListed(guess) || isMadeOf(guess, words))) return 'common';
	return undefined;
}

/** Without case and accents, because guessing programs try both. */
function fold(text: string): string {
	return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().normalize('NFKC');
}

/** What a password becomes when its usual decorations are taken off, each spelling once. */
function guesses(folded: string): string[] {
	const cores = [
		folded,
		folded.replace(LEADING, ''),
		folded.replace(TRAILING, ''),
		folded.replace(LEADING, '').replace(TRAILING, ''),
		folded.replace(/[\s._-]+/g, '')
	].filter((core) => core.length >= SHORTEST_CORE && isCore(core, folded));
	const units = cores.flatMap((core) => repeatedUnit(core) ?? []);
	const plain = [...cores, ...units];
	return [...new Set([...plain, ...plain.map(undo(LEET)), ...plain.map(undo(LEET_L))])];
}

/** Longer decorations than these are worth something by themselves. */
function isCore(core: string, whole: string): boolean {
	return whole.length - core.length <= Math.max(DECORATIONS, core.length);
}

function undo(table: ReadonlyMap<string, string>): (text: string) => string {
	return (text) => Array.from(text, (character) => table.get(character) ?? character).join('');
}

function leetPairs(groups: string): Record<string, string> {
	const pairs = groups.split(' ').flatMap((group) => {
		const letter = group.slice(-1);
		return Array.from(group.slice(0, -1), (sign) => [sign, letter] as const);
	});
	return Object.fromEntries(pairs);
}

function nameParts(names: readonly string[]): string[] {
	const parts = names.map(fold).flatMap((name) => {
		const words = name.split(/[^\p{L}\p{N}]+/u);
		return [name, name.split('@')[0] ?? '', words.join(''), ...words];
	});
	return [...new Set(parts)].filter((part) => part.length >= SHORTEST_NAME).sort(byLength);
}

function byLength(a: string, b: string): number {
	return b.length - a.length;
}

/** Whether nothing but a few decorations is left once the parts, longest first, are taken out. */
function isMadeOf(guess: string, parts: readonly string[]): boolean {
	// No password contains the mark, so that two rests never join into a new part.
	const rest = parts.reduce((left, part) => left.replaceAll(part, '\0'), guess);
	const kept = Array.from(rest).filter((character) => character !== '\0');
	const removed = Array.from(guess).length - kept.length;
	return (
		removed >= SHORTEST_NAME &&
		kept.every((character) => DECORATION.test(character)) &&
		kept.length <= Math.max(DECORATIONS, removed)
	);
}
