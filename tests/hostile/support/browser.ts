/** A browser as the server sees it: it keeps cookies, and tells its origin. */
import { codeAt, newPerson, type Person } from '../../support/person.ts';
import { json, send, type Answer, type Headers, type Json, type Sent } from './http.ts';

export interface Browser {
	/** By name; a test may plant what it likes. */
	readonly cookies: Map<string, string>;
	/** Sends with its cookies, and keeps those that it gets. A header of the request wins. */
	send(sent: Sent, to?: number): Promise<Answer>;
	get(path: string, headers?: Headers): Promise<Answer>;
	/** An honest call of the JSON API, below `/api/v1`. */
	api(method: string, path: string, body?: unknown): Promise<Answer>;
	/** An honest form. */
	form(path: string, fields?: Readonly<Record<string, string>>): Promise<Answer>;
}

interface Target {
	readonly port: number;
	readonly origin: string;
}

export const cookieHeader = (cookies: ReadonlyMap<string, string>): string | undefined =>
	cookies.size > 0 ? [...cookies].map((pair) => pair.join('=')).join('; ') : undefined;

function keep(cookies: Map<string, string>, given: readonly string[]): void {
	for (const each of given) {
		const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(each) ?? [];
		if (/max-age=0/i.test(each)) cookies.delete(name);
		else cookies.set(name, value);
	}
}

export function createBrowser({ port, origin }: Target): Browser {
	const cookies = new Map<string, string>();
	const browser: Browser = {
		cookies,
		async send({ headers, ...sent }, to = port) {
			const answer = await send(to, {
				...sent,
				headers: { cookie: cookieHeader(cookies), ...headers }
			});
			keep(cookies, answer.cookies);
			return answer;
		},
		get: (path, headers = {}) => browser.send({ path, headers }),
		api: (method, path, body) =>
			browser.send({
				method,
				path: `/api/v1${path}`,
				headers: { origin, ...(body !== undefined && { 'content-type': 'application/json' }) },
				body: body === undefined ? undefined : JSON.stringify(body)
			}),
		form: (path, fields = {}) =>
			browser.send({
				method: 'POST',
				path,
				headers: {
					origin,
					accept: 'text/html',
					'content-type': 'application/x-www-form-urlencoded'
				},
				body: `${new URLSearchParams(fields)}`
			})
	};
	return browser;
}

/** What an honest step answered; anything but success is a fault of the test. */
export async function done(answer: Promise<Answer>): Promise<Json> {
	const given = await answer;
	const { status, body } = given;
	if (status >= 400) throw new Error(`An honest request was refused: ${status} ${body}`);
	return json(given);
}

/** Signs somebody up in this browser. */
export async function signUp(browser: Browser, given: object = {}): Promise<Person> {
	const person = newPerson();
	await done(browser.api('POST', '/accounts', { ...person, ...given }));
	return person;
}

export function signIn(browser: Browser, { username, password }: Person): Promise<Json> {
	return done(browser.api('POST', '/sign-in/password', { identifier: username, password }));
}

interface App {
	readonly secret: string;
	readonly recoveryCodes: readonly string[];
}

/** Adds an authenticator app to the account of this browser, with the code of `at`. */
export async function enrolApp(browser: Browser, at: Date): Promise<App> {
	const begun = await done(browser.api('POST', '/enrolments', { method: 'totp' }));
	const { enrol } = begun['prompt'] as { enrol: { secret: string } };
	const answer = await codeAt(enrol.secret, at);
	const enrolled = await done(browser.api('POST', `/enrolments/${begun.id}/answer`, { answer }));
	return { secret: enrol.secret, recoveryCodes: enrolled['recoveryCodes'] as string[] };
}
