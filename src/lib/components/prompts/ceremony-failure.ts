import { ProblemError } from '#client';
import { describeProblem, type MessageKey, type Translator } from '#lib/messages/index.ts';

export type CeremonyKind = 'create' | 'get';

/** What the browser's refusal of a WebAuthn ceremony means to the person. Anything unknown is "did not work". */
export function ceremonyFailure(error: unknown, ceremony: CeremonyKind): MessageKey {
	const creating = ceremony === 'create';
	switch (nameOf(error)) {
		case 'NotAllowedError':
		case 'AbortError':
			return creating ? 'prompts.passkey_create_cancelled' : 'prompts.passkey_cancelled';
		case 'InvalidStateError':
			return creating ? 'prompts.passkey_exists' : 'prompts.passkey_failed';
		case 'NotSupportedError':
		case 'ConstraintError':
			return 'prompts.passkey_unsupported';
		case 'SecurityError':
			return 'prompts.passkey_wrong_place';
		default:
			return 'prompts.passkey_failed';
	}
}

/** The same in words, and what the server said where it was the server that refused. */
export function describeCeremony(t: Translator, error: unknown, ceremony: CeremonyKind): string {
	if (error instanceof ProblemError) return describeProblem(t, error.problem);
	return t(ceremonyFailure(error, ceremony));
}

/** Some libraries wrap the browser's error; its name is then on the cause. */
function nameOf(error: unknown): string {
	if (!(error instanceof Error)) return '';
	return error.cause instanceof Error ? error.cause.name : error.name;
}
