import type { Params } from './format.ts';
import type { MessageKey, Translator } from './translator.ts';

/** The public part of an RFC 9457 problem, as pages get it from `fail` or `page.error`. */
export interface ProblemLike {
	readonly code: string;
	readonly kind?: string | undefined;
	readonly status?: number | undefined;
	readonly requestId?: string | undefined;
	readonly details?: Readonly<Record<string, unknown>> | undefined;
}

/** The sentence for a refusal: by its code, else by its kind or status, else a general one with the request id. */
export function describeProblem(t: Translator, problem: ProblemLike): string {
	const params = plain({ ...problem.details, requestId: problem.requestId });
	const known = [`errors.${problem.code}`, `errors.kind.${kindOf(problem) ?? ''}`].find(t.has);
	if (known !== undefined) return t(known, params);
	return problem.requestId === undefined
		? t('errors.generic')
		: t('errors.generic_with_id', params);
}

export interface EventLike {
	readonly code: string;
	readonly method?: string | undefined;
	readonly params?: Readonly<Record<string, unknown>> | undefined;
}

/** One sentence for a security event. A method id among its parameters is said in words. */
export function describeEvent(t: Translator, event: EventLike): string {
	const key = `events.${event.code}`;
	if (!t.has(key)) return t('events.unknown');
	const params = plain({ ...event.params, method: event.method ?? event.params?.['method'] });
	const method = params['method'];
	return t(key, { ...params, method: describeMethod(t, method === undefined ? '' : `${method}`) });
}

/** A method id (`totp`) in words ("authenticator app"); an unknown id stays as it is. */
export function describeMethod(t: Translator, method: string): string {
	const key = `methods.${method}`;
	return t.has(key) ? t(key) : method;
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

function kindOf(problem: ProblemLike): string | undefined {
	return problem.kind ?? KIND_OF_STATUS[problem.status ?? 0];
}

function plain(values: Readonly<Record<string, unknown>>): Params {
	return Object.fromEntries(
		Object.entries(values).filter(
			(entry): entry is [string, string | number] =>
				typeof entry[1] === 'string' || typeof entry[1] === 'number'
		)
	);
}
