/** An attacker who holds everything that was voided, and tries it again and again at one process. */
import { setTimeout as delay } from 'node:timers/promises';

import { codeAt } from '../support/person.ts';
import { createBrowser, type Answer, type Process, type Site } from './browser.ts';
import { tokensOf, type Ledger, type Person } from './ledger.ts';

export interface Aim {
	readonly site: Site;
	/** The one process that is tried, or any. */
	readonly only?: Process | undefined;
}

/** Says what was accepted, if something was. */
type Probe = (aim: Aim, person: Person) => Promise<string | undefined>;

const STEP_MS = 30_000;

/** The last few: most of what is behind them is long out of its time anyway. */
const last = <Item>(items: readonly Item[], most = 1): Item[] => items.slice(-most);

async function first(attempts: readonly Promise<string | undefined>[]) {
	return (await Promise.all(attempts)).find((accepted) => accepted !== undefined);
}

const browserAt = ({ site, only }: Aim, token?: string) => createBrowser(site, { only, token });

/** Signs in as far as a password goes. */
async function withPassword(aim: Aim, { username: identifier }: Person, password: string) {
	const browser = browserAt(aim);
	const answer = await browser.send('POST', '/sign-in/password', { identifier, password });
	return { browser, answer };
}

const isOpened = ({ status }: Answer) => status >= 200 && status < 300;

/** Gives a code to a fresh challenge, and says whether it signed in. */
async function withCode(aim: Aim, person: Person, code: string): Promise<boolean> {
	const { browser, answer } = await withPassword(aim, person, person.passwords[0] ?? '');
	const challenge = answer.body['challenge'] as { id: string } | undefined;
	if (!challenge) return false;
	const given = { method: 'totp', answer: code };
	const { body } = await browser.send('POST', `/challenges/${challenge.id}/answer`, given);
	return body['verified'] === true;
}

export const endedSessions: Probe = (aim, person) =>
	first(
		last(tokensOf(person, 'ended'), 8).map(async (token) => {
			const answer = await browserAt(aim, token).send('GET', '/session');
			return isOpened(answer) ? `an ended session of ${person.username}` : undefined;
		})
	);

export const oldPassword: Probe = (aim, person) =>
	first(
		last(person.oldPasswords).map(async (password) => {
			const { answer } = await withPassword(aim, person, password);
			return isOpened(answer) ? `the old password of ${person.username}` : undefined;
		})
	);

const wrongPassword: Probe = async (aim, person) => {
	const { answer } = await withPassword(aim, person, 'eight loud herons wade at dawn');
	return isOpened(answer) ? `a wrong password of ${person.username}` : undefined;
};

const missingFactor: Probe = async (aim, person) => {
	// Before it is sent: one that is added meanwhile came too late for it.
	if (person.apps.size === 0) return undefined;
	const { answer } = await withPassword(aim, person, person.passwords[0] ?? '');
	if (answer.body['status'] !== 'signed-in') return undefined;
	return `the password of ${person.username} without a second factor`;
};

export const usedCode: Probe = (aim, person) =>
	first(
		last(person.usedCodes).map(async ({ code }) =>
			(await withCode(aim, person, code)) ? `a used code of ${person.username}` : undefined
		)
	);

const removedApp: Probe = (aim, person) =>
	first(
		last(person.removedApps).map(async (secret) => {
			const code = await codeAt(secret, new Date(Date.now() + STEP_MS));
			const isAccepted = await withCode(aim, person, code);
			return isAccepted ? `the removed app of ${person.username}` : undefined;
		})
	);

export const usedRecoveryCode: Probe = (aim, person) =>
	first(
		last(person.usedRecoveryCodes).map(async (code) => {
			const { username: identifier, passwords } = person;
			const given = { identifier, password: passwords[0], code };
			const answer = await browserAt(aim).send('POST', '/recovery', given);
			return isOpened(answer) ? `a used recovery code of ${person.username}` : undefined;
		})
	);

/** Ended sessions cost nothing to try, so they are tried most. */
const all: readonly Probe[] = [
	endedSessions,
	oldPassword,
	endedSessions,
	usedCode,
	endedSessions,
	usedRecoveryCode,
	endedSessions,
	removedApp,
	endedSessions,
	wrongPassword,
	endedSessions,
	missingFactor
];

const PAUSE_MS = 60;
/** Those who have lived lately: their sessions and codes would still be within their time. */
const LATELY = 12;

/** Goes on until the signal, and writes what was accepted into the tally. */
export async function probe(aim: Aim, ledger: Ledger, until: AbortSignal): Promise<void> {
	for (let turn = 0; !until.aborted; turn += 1) {
		const lately = ledger.people.slice(-LATELY);
		const person = lately[turn % LATELY] ?? lately[0];
		const one = all[turn % all.length];
		const accepted = person && one && (await one(aim, person));
		if (accepted) aim.site.tally.wronglyAccepted.push(accepted);
		await delay(PAUSE_MS);
	}
}
