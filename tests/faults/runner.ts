/** Injects one fault under load, ends it, and looks at what is left. */
import { setTimeout as delay } from 'node:timers/promises';

import { createBrowser, pulse, type Process, type Site } from './browser.ts';
import type { Fault } from './fault.ts';
import { newPerson, type Ledger, type Person } from './ledger.ts';
import type { Load } from './load.ts';
import { createTally, type Tally } from './tally.ts';
import { verify } from './verify.ts';

/** DESIGN: 503 within two seconds. */
const REFUSAL_LIMIT_MS = 2000;
const RECOVERY_LIMIT_MS = 30_000;
const REQUESTS_AT_LEAST = 12;
const HOLD_LIMIT_MS = 60_000;
const AGAIN_MS = 50;

export interface Row extends Tally {
	readonly world: string;
	readonly fault: string;
	/** What went wrong; nothing, if it was survived. */
	readonly failures: readonly string[];
	/** From the end of the fault to the first honest visit that goes through at every process. */
	readonly recoverySeconds: number | undefined;
}

interface Scene {
	readonly name: string;
	readonly site: Site;
	readonly ledger: Ledger;
	readonly load: Load;
	/** Somebody with a password and nothing else. */
	readonly visitor: Person;
}

/** A short honest visit: in, a look, out. */
async function visits(site: Site, only: Process, visitor: Person): Promise<boolean> {
	const browser = createBrowser(site, { only });
	const { username: identifier, passwords } = visitor;
	const given = { identifier, password: passwords[0] };
	if ((await browser.send('POST', '/sign-in/password', given)).status !== 200) return false;
	if ((await browser.send('GET', '/sessions')).status !== 200) return false;
	return (await browser.send('DELETE', '/session')).status === 204;
}

export async function signUpVisitor(site: Site): Promise<Person> {
	const visitor = newPerson();
	const { username, email, passwords } = visitor;
	const given = { username, email, password: passwords[0] };
	const answer = await createBrowser(site).send('POST', '/accounts', given);
	if (answer.status !== 200) throw new Error(`No sign-up before any fault: ${answer.status}.`);
	return visitor;
}

async function untilRecovered({ site, visitor }: Scene): Promise<number | undefined> {
	const since = performance.now();
	const recovered = async (process: Process) => {
		while (!(await visits(site, process, visitor))) {
			if (performance.now() - since > RECOVERY_LIMIT_MS) return false;
			await delay(AGAIN_MS);
		}
		return true;
	};
	const all = await Promise.all(site.processes.map(recovered));
	return all.every(Boolean) ? (performance.now() - since) / 1000 : undefined;
}

/** The fault lasts as long as it should, and until it was met. */
async function last(tally: Tally, ms: number): Promise<void> {
	const since = performance.now();
	await delay(ms);
	while (tally.requests < REQUESTS_AT_LEAST && performance.now() - since < HOLD_LIMIT_MS)
		await delay(AGAIN_MS);
}

async function beat(site: Site, until: AbortSignal): Promise<void> {
	while (!until.aborted) {
		const times = await Promise.all(site.processes.map(pulse));
		site.tally.slowestPulseMs = Math.max(site.tally.slowestPulseMs, ...times);
		await delay(AGAIN_MS);
	}
}

function failuresOf(tally: Tally, { expects }: Fault): string[] {
	const { refused, cut, slowestRefusalMs, slowestPulseMs, requests } = tally;
	const isLate = slowestRefusalMs > REFUSAL_LIMIT_MS + slowestPulseMs;
	const checks: readonly (readonly [boolean, string])[] = [
		[requests < REQUESTS_AT_LEAST, `only ${requests} requests met it`],
		[expects.refusals === 'some' && refused === 0, 'nothing was refused, so it was no fault'],
		[expects.refusals === 'none' && refused > 0, `${refused} requests were refused`],
		[expects.cuts === 'none' && cut > 0, `${cut} connections broke before the answer`],
		[isLate, `a refusal took ${(slowestRefusalMs / 1000).toFixed(1)} s`]
	];
	return [
		...checks.flatMap(([isFailure, what]) => (isFailure ? [what] : [])),
		...tally.lost.map((what) => `lost: ${what}`),
		...tally.wronglyAccepted.map((what) => `accepted: ${what}`),
		...tally.wrong.map((what) => `wrong: ${what}`)
	];
}

export async function runFault(scene: Scene, fault: Fault, ms: number): Promise<Row> {
	const { site, ledger, load } = scene;
	const tally = createTally();
	site.tally = tally;
	const over = new AbortController();
	const beating = beat(site, over.signal);
	const failures: string[] = [];
	let recoverySeconds: number | undefined;
	try {
		await fault.inject();
		await last(tally, ms);
		await fault.heal();
		recoverySeconds = await untilRecovered(scene);
		if (recoverySeconds === undefined)
			failures.push(`it did not recover: ${tally.interruptions.at(-1)}`);
		await load.hold();
		await verify(site, ledger, {
			mayForgetSessions: fault.expects.signOuts === 'any',
			whom: 'changed'
		});
	} catch (error) {
		failures.push(String(error));
	} finally {
		load.release();
		over.abort();
		await beating;
	}
	failures.push(...failuresOf(tally, fault));
	return { ...tally, world: scene.name, fault: fault.name, failures, recoverySeconds };
}
