import type { MessageKey } from '#lib/messages/index.ts';

/** What the page's script may have to say; the page hands it over in the reader's language. */
export const WORDS = [
	'common.caps_lock',
	'prompts.passkey_waiting',
	'prompts.passkey_cancelled',
	'prompts.passkey_failed',
	'prompts.passkey_unsupported',
	'prompts.passkey_wrong_place',
	'sign_in.passkey_not_accepted',
	'sign_in.submitting',
	'errors.generic',
	'errors.kind.throttled',
	'errors.kind.unavailable',
	'errors.network.unreachable',
	'errors.sign_in.ceremony_gone'
] as const satisfies readonly MessageKey[];

export type Word = (typeof WORDS)[number];
