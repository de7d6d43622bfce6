import { Refusal } from '#lib/server/core/refusal.ts';
import type { Callee, Meters, OutsideCall } from './meters.ts';

type Called = Meters['called'];
type Verb = (...given: unknown[]) => Promise<unknown>;

function outcomeOf(error: unknown): OutsideCall['outcome'] {
	if (!(error instanceof Refusal)) return 'failed';
	return error.kind === 'unavailable' ? 'unavailable' : 'done';
}

function timedVerb(verb: Verb, tell: (call: OutsideCall) => void): Verb {
	return async (...given) => {
		const began = performance.now();
		const end = (outcome: OutsideCall['outcome']) =>
			tell({ outcome, seconds: (performance.now() - began) / 1000 });
		try {
			const result = await verb(...given);
			end('done');
			return result;
		} catch (error) {
			end(outcomeOf(error));
			throw error;
		}
	};
}

/** The same port, of which each call is timed. All its verbs are asynchronous. */
export function timed<Port extends object>(port: Port, callee: Callee, called: Called): Port {
	const verbs = Object.entries(port as Record<string, Verb>).map(([operation, verb]) => {
		const whole = { ...callee, operation };
		return [operation, timedVerb(verb, (call) => called(whole, call))];
	});
	return Object.fromEntries(verbs) as Port;
}

/** The same, for each port of a store. */
export function timedPorts<Ports extends object>(
	ports: Ports,
	store: string,
	called: Called
): Ports {
	const all = Object.entries(ports as Record<string, object>).map(([port, verbs]) => [
		port,
		timed(verbs, { store, port }, called)
	]);
	return Object.fromEntries(all) as Ports;
}
