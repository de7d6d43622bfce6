/** People with factors of every kind, and what they and others try with them. */
import { expect } from 'vitest';

import { createVirtualAuthenticator } from '../../../src/lib/server/webauthn/virtual-authenticator.fixture.ts';
import { codeAt, type Person } from '../../support/person.ts';
import type { ServerProcess } from '../../support/server-process.ts';
import { createBrowser, done, enrolApp, type Browser } from './browser.ts';
import { json, type Answer, type Json } from './http.ts';
import type { World } from './world.ts';

export type Authenticator = ReturnType<typeof createVirtualAuthenticator>;
export type Member = Browser & Person;

export interface Step {
	readonly id: string;
	readonly methods: readonly string[];
}

export interface AppMember extends Member {
	readonly secret: string;
	readonly recoveryCodes: readonly string[];
	/** The code of now, by the clock of the server that it is for, or of some steps later. */
	code(steps?: number): Promise<string>;
}

const STEP_MS = 30_000;

export const challengeOf = (answer: Answer): Step => json(answer)['challenge'] as Step;

/** What came of it, in one word: a code of a refusal, a reason, or what was reached. */
export function outcomeOf(answer: Answer): string {
	const { code, status, verified, reason, enrolled } = json(answer);
	if (code) return code;
	if (verified === true || enrolled === true) return 'verified';
	if (reason) return `${reason as string}`;
	return typeof status === 'string' ? status : `${answer.status}`;
}

/** How often each outcome came about. */
export function tally(answers: readonly Answer[]): Readonly<Record<string, number>> {
	const groups = Map.groupBy(answers, outcomeOf);
	return Object.fromEntries([...groups].map(([outcome, all]) => [outcome, all.length]));
}

/** So many times one outcome and otherwise the refusal; or a 503, which a crowded machine may answer at any time. */
export function expectTimes(
	answers: readonly Answer[],
	[good, times]: readonly [outcome: string, times: number],
	refused: string
): void {
	const all = tally(answers);
	const { [good]: reached = 0, [refused]: others = 0, 'stores.unavailable': lost = 0 } = all;
	expect(reached + others + lost, JSON.stringify(all)).toBe(answers.length);
	expect(reached).toBeLessThanOrEqual(times);
	expect(reached + lost).toBeGreaterThanOrEqual(times);
}

/** At once, in turns by each of the processes. */
export const racing = <Result>(
	work: (at: number) => Promise<Result>,
	times = 50
): Promise<Result[]> => Promise.all(Array.from({ length: times }, (_, at) => work(at)));

/** The same browser as another process sees it: one cookie jar, sent there. */
export function through(browser: Browser, { port }: ServerProcess, origin: string): Browser {
	const other = createBrowser({ port, origin });
	const send: Browser['send'] = (sent) => browser.send(sent, port);
	return {
		...other,
		cookies: browser.cookies,
		send,
		get: (path, headers = {}) => send({ path, headers }),
		api: (method, path, body) =>
			send({
				method,
				path: `/api/v1${path}`,
				headers: { origin, ...(body !== undefined && { 'content-type': 'application/json' }) },
				body: body === undefined ? undefined : JSON.stringify(body)
			})
	};
}

/** A copy that keeps nothing it is given: many of them can act at once. */
export function copyOf({ port }: ServerProcess, origin: string, browser: Browser): Browser {
	const copy = createBrowser({ port, origin });
	for (const [name, value] of browser.cookies) copy.cookies.set(name, value);
	return copy;
}

/** Somebody with a password, an authenticator app and recovery codes; their first code is spent. */
export async function appMember(world: World, owner?: Member): Promise<AppMember> {
	const { server } = world;
	const member = owner ?? (await world.person());
	const app = await enrolApp(member, server.now());
	await server.advance(2 * STEP_MS);
	return {
		...member,
		...app,
		code: (steps = 0) => codeAt(app.secret, new Date(server.now().getTime() + steps * STEP_MS))
	};
}

export const passwordSignIn = (
	browser: Browser,
	{ username, password }: Pick<Person, 'username' | 'password'>
): Promise<Answer> => browser.api('POST', '/sign-in/password', { identifier: username, password });

/** A challenge for whoever knows the password, in a browser of its own unless one is given. */
export async function challenged(
	world: World,
	person: Person,
	browser = world.browser()
): Promise<Step & { browser: Browser }> {
	const answer = await passwordSignIn(browser, person);
	const challenge = challengeOf(answer);
	if (!challenge) throw new Error(`No challenge: ${answer.status} ${answer.body}`);
	return { ...challenge, browser };
}

export const answerTo = (
	browser: Browser,
	id: string,
	answer: unknown,
	method = 'totp'
): Promise<Answer> => browser.api('POST', `/challenges/${id}/answer`, { method, answer });

export const authenticatorOf = (
	{ origin }: World,
	options: Partial<Parameters<typeof createVirtualAuthenticator>[0]> = {}
): Authenticator => createVirtualAuthenticator({ origin, ...options });

export interface PasskeyMember extends Member {
	readonly key: Authenticator;
	readonly recoveryCodes: readonly string[];
}

/** Somebody who has a passkey and no password. */
export async function passkeyMember(
	world: World,
	{ username, email }: Pick<Person, 'username' | 'email'>
): Promise<PasskeyMember> {
	const browser = world.browser();
	const key = authenticatorOf(world);
	const begun = await done(browser.api('POST', '/accounts', { username, email }));
	const response = key.create(begun['options'] as object);
	const { recoveryCodes } = await done(
		browser.api('POST', '/accounts/passkey', { ceremony: begun['ceremony'], response })
	);
	return {
		...browser,
		username,
		email,
		password: '',
		key,
		recoveryCodes: recoveryCodes as string[]
	};
}

export interface BegunEnrolment extends Json {
	readonly id: string;
	readonly prompt: { readonly options: object; readonly enrol: { readonly secret: string } };
}

export const beginEnrolment = async (browser: Browser, method: string): Promise<BegunEnrolment> =>
	(await done(browser.api('POST', '/enrolments', { method }))) as BegunEnrolment;

export const answerEnrolment = (browser: Browser, id: string, answer: unknown): Promise<Answer> =>
	browser.api('POST', `/enrolments/${id}/answer`, { answer });

/** Adds a passkey to the account of this browser, and gives the id of the factor. */
export async function addPasskey(browser: Browser, key: Authenticator): Promise<string> {
	const { id, prompt } = await beginEnrolment(browser, 'passkeys');
	const { factor } = await done(answerEnrolment(browser, id, key.create(prompt.options)));
	return (factor as { id: string }).id;
}

interface Begun {
	readonly ceremony: string;
	readonly options: object;
}

export const beginPasskey = async (browser: Browser, body: object = {}): Promise<Begun> =>
	(await done(browser.api('POST', '/sign-in/passkey/options', body))) as unknown as Begun;

export const finishPasskey = (
	browser: Browser,
	ceremony: string,
	response: unknown
): Promise<Answer> => browser.api('POST', '/sign-in/passkey', { ceremony, response });

/** Signs in with a passkey of any account, with one thing about it changed. */
export async function passkeySignIn(
	browser: Browser,
	key: Authenticator,
	overrides: Parameters<Authenticator['get']>[1] = {}
): Promise<Answer> {
	const { ceremony, options } = await beginPasskey(browser);
	return finishPasskey(browser, ceremony, key.get(options, overrides));
}
