/**
 * Meters: what an operator counts. No label names an account, a session, an address or anything that a client has
 * chosen, so that the number of series is bounded by the code.
 */
import type { NewAuditEvent } from '#lib/server/audit/index.ts';
import type { SlotWatch } from '#lib/server/passwords/index.ts';
import type { Pushed } from '#lib/server/push/index.ts';
import type { LogFields } from './log.ts';

/** One answer. A method that is not one of HTTP's usual ones is `other`. */
export interface Served {
	readonly method: string;
	readonly route: string;
	readonly status: number;
	readonly seconds: number;
}

/** One call of a store or of the mail server. What it declined to do by its own rules, such as a taken name, is `done`. */
export interface OutsideCall {
	readonly outcome: 'done' | 'unavailable' | 'failed';
	readonly seconds: number;
}

export interface Callee {
	/** Such as `Redis`. */
	readonly store: string;
	/** The port, such as `sessions`. */
	readonly port: string;
}

export interface Meters {
	readonly served: (served: Served) => void;
	readonly recorded: (events: readonly NewAuditEvent[]) => void;
	readonly called: (callee: Callee & { readonly operation: string }, call: OutsideCall) => void;
	readonly hashing: SlotWatch;
	/** Asked whenever somebody looks. */
	readonly mailWaits: (count: () => number) => void;
	/** A mail that was given up or held back. */
	readonly mailFailed: (event: string) => void;
	/** What became of a push message. */
	readonly pushed: (result: Pushed) => void;
}

/** What the method and the result of a sign-in are called, if `event` is one. */
export function signInOf({ code, details }: Pick<NewAuditEvent, 'code' | 'details'>) {
	const [action, result] = code.split('.');
	if (action !== 'sign_in' && action !== 'recovery' && action !== 'step_up') return undefined;
	const named = details['methods'] ?? details['method'] ?? '';
	return { action, method: String(named).replaceAll(' ', '+'), result: result ?? '' };
}

/** The line of the log for an event of the audit log. Of its details, only those that are words of ours. */
export function securityFields(event: NewAuditEvent): LogFields {
	const { code, account, session, requestId, address, details } = event;
	const { reason } = details;
	const method = signInOf(event)?.method ?? details['method'];
	return {
		requestId,
		code,
		account,
		session,
		address,
		kind: typeof method === 'string' ? method : undefined,
		reason: typeof reason === 'string' ? reason : undefined
	};
}
