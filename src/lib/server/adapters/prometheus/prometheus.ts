import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

import { AUDIT_CODES } from '#lib/server/audit/index.ts';
import type { SlotWatch } from '#lib/server/passwords/index.ts';
import { signInOf, type Meters } from '#lib/server/telemetry/index.ts';

export interface Prometheus extends Meters {
	readonly contentType: string;
	/** All series, in Prometheus' text format. */
	text(): Promise<string>;
}

/** Half a millisecond to ten seconds: a session check, and a request that a store held up. */
const REQUEST_SECONDS = [
	0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10
];
const CALL_SECONDS = [0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1, 2.5];
const HASH_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Meters as Prometheus reads them, with those of the process beside ours. */
export function openPrometheus(build: { version: string; node: string }): Prometheus {
	const registers = [new Registry()];
	const [registry] = registers as [Registry];
	collectDefaultMetrics({ register: registry });
	new Gauge({
		name: 'latchkey_build_info',
		help: 'Always 1; the labels say what runs.',
		labelNames: ['version', 'node'],
		registers
	}).set(build, 1);

	return {
		contentType: registry.contentType,
		text: () => registry.metrics(),
		...requestMeters(registers),
		...auditMeters(registers),
		...mailMeters(registers),
		pushed: pushMeter(registers),
		called: storeMeter(registers),
		hashing: hashingMeters(registers)
	};
}

function requestMeters(registers: Registry[]): Pick<Meters, 'served'> {
	const requests = new Counter({
		name: 'latchkey_requests_total',
		help: 'Answers, by the template of the route, the method and the status.',
		labelNames: ['route', 'method', 'status'],
		registers
	});
	const seconds = new Histogram({
		name: 'latchkey_request_duration_seconds',
		help: 'From the first byte of a request to the end of its answer.',
		labelNames: ['route', 'method'],
		buckets: REQUEST_SECONDS,
		registers
	});
	return {
		served({ route, method, status, seconds: took }) {
			requests.inc({ route, method, status });
			seconds.observe({ route, method }, took);
		}
	};
}

function auditMeters(registers: Registry[]): Pick<Meters, 'recorded'> {
	const events = new Counter({
		name: 'latchkey_security_events_total',
		help: 'Events that are in the audit log, by their code.',
		labelNames: ['code'],
		registers
	});
	// Present from the start: the first one must show as a rise.
	for (const code of AUDIT_CODES) events.inc({ code }, 0);
	const signIns = new Counter({
		name: 'latchkey_sign_ins_total',
		help: 'Sign-ins, step-ups and recoveries, by the methods used and the result.',
		labelNames: ['action', 'method', 'result'],
		registers
	});
	return {
		recorded(recorded) {
			for (const event of recorded) {
				events.inc({ code: event.code });
				const signIn = signInOf(event);
				if (signIn) signIns.inc(signIn);
			}
		}
	};
}

function storeMeter(registers: Registry[]): Meters['called'] {
	const seconds = new Histogram({
		name: 'latchkey_store_call_duration_seconds',
		help: 'Calls of the stores and of the mail server that were answered.',
		labelNames: ['store', 'port', 'operation'],
		buckets: CALL_SECONDS,
		registers
	});
	const errors = new Counter({
		name: 'latchkey_store_errors_total',
		help: 'Calls that were not answered in time (unavailable), or answered with an error (failed).',
		labelNames: ['store', 'port', 'operation', 'outcome'],
		registers
	});
	return ({ store, port, operation }, { outcome, seconds: took }) => {
		if (outcome === 'done') seconds.observe({ store, port, operation }, took);
		else errors.inc({ store, port, operation, outcome });
	};
}

function hashingMeters(registers: Registry[]): SlotWatch {
	const waiting = new Gauge({
		name: 'latchkey_password_hashing_waiting',
		help: 'Passwords that wait for a slot.',
		registers
	});
	const refused = new Counter({
		name: 'latchkey_password_hashing_refused_total',
		help: 'Passwords that were refused because too many waited.',
		registers
	});
	const seconds = new Histogram({
		name: 'latchkey_password_hashing_duration_seconds',
		help: 'The wait for a slot, and the work in it.',
		labelNames: ['part'],
		buckets: HASH_SECONDS,
		registers
	});
	return {
		refused: () => refused.inc(),
		arrived() {
			waiting.inc();
			const endWait = seconds.startTimer({ part: 'wait' });
			return () => {
				waiting.dec();
				endWait();
				return seconds.startTimer({ part: 'work' });
			};
		}
	};
}

function mailMeters(registers: Registry[]): Pick<Meters, 'mailWaits' | 'mailFailed'> {
	const failed = new Counter({
		name: 'latchkey_mail_failures_total',
		help: 'Mail and text messages that were given up (mail.lost, text.lost) or held back (mail.held_back).',
		labelNames: ['event'],
		registers
	});
	for (const event of ['mail.lost', 'mail.held_back', 'text.lost']) failed.inc({ event }, 0);
	return {
		mailFailed: (event) => failed.inc({ event }),
		mailWaits(count) {
			new Gauge({
				name: 'latchkey_mail_waiting',
				help: 'Mail in the outbox.',
				registers,
				collect() {
					this.set(count());
				}
			});
		}
	};
}

function pushMeter(registers: Registry[]): Meters['pushed'] {
	const messages = new Counter({
		name: 'latchkey_push_messages_total',
		help: 'Push messages: sent, refused, failed, dropped because too many waited, or to a browser that is gone.',
		labelNames: ['result'],
		registers
	});
	for (const result of ['sent', 'gone', 'refused', 'failed', 'dropped'])
		messages.inc({ result }, 0);
	return (result) => messages.inc({ result });
}
