import type { Params } from './format.ts';
import type { MessageKey, Translator } from './translator.ts';

/** The public part of an RFC 9457 problem, as pages get it from `fail` or `page.error`. */
export interface ProblemLike {
	readonly code: string;
	readonly status?: number | undefined;
	readonly requestId?: string | undefined;
	/** Why, where a refusal has several causes, such as a password that was not allowed. */
	readonly reason?: unknown;
	/** How long to wait, where that is all it takes. */
	readonly retryAfterSeconds?: unknown;
}

/** The sentence for a refusal: by code and reason, by code, by status, else in general with the request id. */
export function describeProblem(t: Translator, problem: ProblemLike): string {
	const { code, status = 0, requestId } = problem;
	const params = withMinutes(plain({ ...problem }));
	const known = [
		`errors.${code}.${params['reason'] ?? ''}`,
		...('minutes' in params ? [`errors.${code}.minutes`] : []),
		`errors.${code}`,
		`errors.kind.${KIND_OF_STATUS[status] ?? ''}`
	].find(t.has);
	if (known !== undefined) return t(known, params);
	return requestId === undefined ? t('errors.generic') : t('errors.generic_with_id', params);
}

/** Nobody counts 2,000 seconds. */
function withMinutes(params: Params): Params {
	const seconds = Number(params['retryAfterSeconds'] ?? 0);
	return seconds < 100 ? params : { ...params, minutes: Math.ceil(seconds / 60) };
}

export interface FailureLike {
	/** What was answered with, where some methods have a sentence of their own. */
	readonly method?: string | undefined;
	readonly reason: string;
	readonly attemptsLeft?: number | undefined;
	readonly details?: Readonly<Record<string, unknown>> | undefined;
}

/** What was wrong with an answer, and how many tries are left. */
export function describeFailure(t: Translator, failure: FailureLike): string {
	const { attemptsLeft, details = {} } = failure;
	const seconds = Number(details['seconds'] ?? 0);
	const general = `reasons.${directed(failure.reason, seconds)}`;
	const key = [`${general}.${failure.method ?? ''}`, general].find(t.has) ?? 'reasons.unknown';
	const params = { ...plain(details), seconds: Math.abs(seconds) };
	const what = t(key, params);
	if (attemptsLeft === undefined) return what;
	// A code that was sent may have fewer than the challenge that it is for.
	const count = Math.min(attemptsLeft, Number(details['triesLeft'] ?? attemptsLeft));
	return `${what} ${t('verify.tries_left', { count })}`;
}

function directed(reason: string, seconds: number): string {
	if (reason !== 'clock_off') return reason;
	return seconds < 0 ? 'clock_slow' : 'clock_fast';
}

export interface EventLike {
	readonly code: string;
	readonly details?: Readonly<Record<string, unknown>> | undefined;
}

/** One sentence for a security event. Method ids among its details are said in words. */
export function describeEvent(t: Translator, event: EventLike): string {
	const details = plain(event.details ?? {});
	const methods = `${details['methods'] ?? details['method'] ?? ''}`.split(' ').filter(Boolean);
	const by = methods.at(-1) ?? '';
	const label = `${details['factor'] ?? ''}`;
	const factor = label && describeName(t, { method: by, label });
	// "The authenticator app “Authenticator app”" says it twice.
	const short = DEFAULT_NAMES.has(label) ? [`events.${event.code}_unnamed`] : [];
	const key = [...short, `events.${event.code}`].find(t.has) ?? 'events.unknown';
	return t(key, { ...details, method: describeMethods(t, methods), by, factor });
}

/** Method ids (`passwords`, `totp`) in words; an unknown id stays as it is. */
export function describeMethods(t: Translator, methods: readonly string[]): string {
	return t.list(
		methods.map((method) => {
			const key = `methods.${method}`;
			return t.has(key) ? t(key) : method;
		})
	);
}

/** What the server calls a factor that nobody has named, and how a person reads it. */
const DEFAULT_NAMES = new Map<string, MessageKey>(
	Object.entries({
		'Authenticator app': 'methods.totp_default',
		'Code by mail': 'methods.mail_default',
		'Code by text message': 'methods.text_default',
		Passkey: 'methods.passkey_default',
		Phone: 'methods.phone_default',
		'Security key': 'methods.security_key_default'
	} as const)
);

/** A factor by the name that its owner gave it, else by what it is. */
export function describeName(t: Translator, { method, label }: Named): string {
	const key = DEFAULT_NAMES.get(label);
	if (key) return t(key);
	return label || describeMethods(t, [method]);
}

interface Named {
	readonly method: string;
	readonly label: string;
}

const KIND_OF_STATUS: Readonly<Record<number, string>> = {
	400: 'invalid',
	401: 'unauthenticated',
	403: 'forbidden',
	404: 'not-found',
	409: 'conflict',
	410: 'expired',
	429: 'throttled',
	503: 'unavailable'
};

function plain(values: Readonly<Record<string, unknown>>): Params {
	return Object.fromEntries(
		Object.entries(values).filter(
			(entry): entry is [string, string | number] =>
				typeof entry[1] === 'string' || typeof entry[1] === 'number'
		)
	);
}
