/** The life of one account, as an honest person leads it: every kind of write, each in the ledger. */
import { setTimeout as delay } from 'node:timers/promises';

import { codeAt } from '../support/person.ts';
import { createBrowser, type Answer, type Browser, type Site } from './browser.ts';
import { newPerson, setOthers, tokensOf, type Ledger, type Person } from './ledger.ts';

const RETRY_MS = 150;
const STEP_MS = 30_000;
/** Longer than any fault lasts: what has not worked by then never will. */
const RETRY_LIMIT_MS = 90_000;

/** An honest step that did not go through, such as one for which the session is gone. */
class InterruptedError extends Error {}

export interface Surroundings {
	readonly site: Site;
	readonly ledger: Ledger;
	/** Resolves when people may go on; rejects when they have to go. */
	gate(): Promise<void>;
}

type Send = Browser['send'];

interface Living extends Surroundings {
	readonly person: Person;
}

function interrupted(what: string, { status, body }: Answer): never {
	throw new InterruptedError(`${what}: ${status} ${JSON.stringify(body)}`);
}

/** A browser of this person, whose sessions are in the ledger as soon as an answer tells of them. */
function browserFor({ site, person, gate }: Living): Browser {
	const browser = createBrowser(site, {
		onToken(before, after) {
			if (before) person.tokens.set(before, 'ended');
			if (after) person.tokens.set(after, 'live');
		}
	});
	const send: Send = async (method, path, body) => {
		await gate();
		person.isChanged = true;
		const token = browser.token();
		const answer = await browser.send(method, path, body);
		// It may have been ended or replaced.
		if (!answer.isSure && method !== 'GET' && token) person.tokens.set(token, 'unsure');
		return answer;
	};
	return { ...browser, send };
}

/** Tries until an answer says what has happened. */
async function insist(call: () => Promise<Answer>): Promise<Answer & { isRetried: boolean }> {
	const since = performance.now();
	for (let isRetried = false; ; isRetried = true) {
		const answer = await call();
		if (answer.isSure) return { ...answer, isRetried };
		if (performance.now() - since > RETRY_LIMIT_MS) interrupted('never again', answer);
		await delay(RETRY_MS);
	}
}

async function signUp(living: Living, browser: Browser): Promise<void> {
	const { person, ledger } = living;
	const { username, email, passwords } = person;
	const given = { username, email, password: passwords[0] };
	const answer = await insist(() => browser.send('POST', '/accounts', given));
	// Made by a try of which no answer came.
	const isMade = answer.isRetried && answer.status === 409;
	if (answer.status !== 200 && !isMade) interrupted('sign-up', answer);
	ledger.add(person);
	if (isMade) interrupted('sign-up', answer);
}

/** Adds an authenticator app, and takes the recovery codes that come with the first. */
async function enrolApp({ person }: Living, { send }: Browser): Promise<string> {
	const begun = await insist(() => send('POST', '/enrolments', { method: 'totp' }));
	if (begun.status !== 200) interrupted('enrolment', begun);
	const { id, prompt } = begun.body as { id: string; prompt: { enrol: { secret: string } } };
	const { secret } = prompt.enrol;
	const answer = await codeAt(secret, new Date());
	const done = await send('POST', `/enrolments/${id}/answer`, { answer });
	if (!done.isSure) {
		person.mayHaveUnknownApp = true;
		setOthers(person, undefined, 'unsure');
	}
	const { enrolled, factor, recoveryCodes } = done.body as {
		enrolled?: boolean;
		factor?: { id: string };
		recoveryCodes?: string[];
	};
	if (!enrolled || !factor) interrupted('enrolment', done);
	person.apps.set(factor.id, secret);
	if (recoveryCodes) person.recoveryCodes = recoveryCodes;
	return factor.id;
}

/** Answers a challenge with the next code of an app: the one of now may be the one that enrolled it. */
async function answerChallenge(
	{ person }: Living,
	{ send }: Browser,
	{ id, secret }: { id: string; secret: string }
): Promise<void> {
	const at = new Date(Date.now() + STEP_MS);
	const code = await codeAt(secret, at);
	const given = { method: 'totp', answer: code };
	const answer = await send('POST', `/challenges/${id}/answer`, given);
	if (answer.body['verified'] !== true) interrupted('code', answer);
	person.usedCodes.push({ code, at });
}

const challengeIn = ({ body }: Answer) => (body['challenge'] as { id: string } | undefined)?.id;

async function signIn(living: Living, browser: Browser, secret: string): Promise<void> {
	const { username: identifier, passwords } = living.person;
	const given = { identifier, password: passwords[0] };
	const answer = await insist(() => browser.send('POST', '/sign-in/password', given));
	const id = challengeIn(answer);
	if (!id) interrupted('sign-in', answer);
	await answerChallenge(living, browser, { id, secret });
}

async function stepUp(living: Living, browser: Browser, app: string): Promise<void> {
	const answer = await insist(() => browser.send('POST', '/step-up'));
	const asked = challengeIn(answer);
	const secret = living.person.apps.get(app);
	if (!asked || !secret) interrupted('step-up', answer);
	await answerChallenge(living, browser, { id: asked, secret });
}

async function endOther({ person }: Living, { send }: Browser, token: string): Promise<void> {
	const [id = ''] = token.split('.');
	if (person.tokens.get(token) === 'live') person.tokens.set(token, 'unsure');
	const answer = await insist(() => send('DELETE', `/sessions/${id}`));
	// Ended by a try of which no answer came.
	if (answer.status !== 204 && !(answer.isRetried && answer.status === 404))
		interrupted('ending a session', answer);
	person.tokens.set(token, 'ended');
}

async function changePassword({ person }: Living, browser: Browser): Promise<void> {
	const [current = ''] = person.passwords;
	const next = `${current}, ${person.oldPasswords.length + 1}`;
	const answer = await browser.send('PUT', '/password', { current, next });
	if (!answer.isSure) {
		person.passwords = [current, next];
		setOthers(person, undefined, 'unsure');
	}
	if (answer.status !== 204) interrupted('password', answer);
	person.passwords = [next];
	person.oldPasswords.push(current);
	// It goes on under a new secret.
	setOthers(person, browser.token(), 'ended');
}

async function removeApp({ person }: Living, { send }: Browser, id: string): Promise<void> {
	const secret = person.apps.get(id) ?? '';
	person.apps.delete(id);
	const answer = await insist(() => send('DELETE', `/factors/${id}`));
	if (answer.status !== 204 && !(answer.isRetried && answer.status === 404))
		interrupted('removing an app', answer);
	person.removedApps.push(secret);
}

async function recover({ person }: Living, { send }: Browser): Promise<void> {
	const { username: identifier, passwords } = person;
	const code = person.recoveryCodes.pop() ?? '';
	const answer = await send('POST', '/recovery', { identifier, password: passwords[0], code });
	if (answer.status !== 200) interrupted('recovery', answer);
	person.usedRecoveryCodes.push(code);
}

async function signOut({ person }: Living, browser: Browser): Promise<void> {
	const token = browser.token();
	const answer = await insist(() => browser.send('DELETE', '/session'));
	if (answer.status !== 204) interrupted('signing out', answer);
	if (token) person.tokens.set(token, 'ended');
}

async function look({ send, visit }: Browser): Promise<void> {
	for (const path of ['/session', '/sessions', '/factors']) {
		const answer = await insist(() => send('GET', path));
		if (answer.status !== 200) interrupted(path, answer);
	}
	await visit('/');
}

/** Who was interrupted comes back: the password, or one of the two that it may be, still opens the account. */
async function comeBack(living: Living): Promise<boolean> {
	const { username: identifier, passwords } = living.person;
	for (const password of passwords) {
		const browser = browserFor(living);
		const answer = await insist(() =>
			browser.send('POST', '/sign-in/password', { identifier, password })
		);
		if (answer.status === 200) return true;
	}
	return false;
}

async function lead(living: Living): Promise<void> {
	const [first, second, third] = [browserFor(living), browserFor(living), browserFor(living)];
	await signUp(living, first);
	const app = await enrolApp(living, first);
	await signIn(living, second, living.person.apps.get(app) ?? '');
	await look(second);
	const [token] = tokensOf(living.person, 'live');
	if (token && token !== second.token()) await endOther(living, second, token);
	await changePassword(living, second);
	const other = await enrolApp(living, second);
	await stepUp(living, second, other);
	await removeApp(living, second, app);
	await recover(living, third);
	await look(third);
	await signOut(living, second);
}

/** Whether it went through from end to end. */
export async function live(around: Surroundings): Promise<boolean> {
	const living = { ...around, person: newPerson() };
	try {
		await lead(living);
		return true;
	} catch (error) {
		if (!(error instanceof InterruptedError)) throw error;
		const { person, site, ledger } = living;
		site.tally.interruptions.push(error.message);
		if (ledger.people.includes(person) && !(await comeBack(living)))
			site.tally.lost.push(`${person.username} cannot come back after ${error.message}`);
		return false;
	}
}
