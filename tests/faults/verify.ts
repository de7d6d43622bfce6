/** Looks whether everything in the ledger still holds. */
import { createBrowser, type Answer, type Site } from './browser.ts';
import { tokensOf, type Ledger, type Person } from './ledger.ts';
import { endedSessions, oldPassword, usedCode, usedRecoveryCode } from './probes.ts';

interface Options {
	/** Sessions may be gone: the fault took them, and people are signed out. */
	readonly mayForgetSessions: boolean;
	/** Those that have changed since they were last looked at, or everybody. */
	readonly whom: 'changed' | 'all';
}

async function passwordHolds(site: Site, person: Person): Promise<string | undefined> {
	const { username: identifier, passwords } = person;
	for (const password of passwords) {
		const browser = createBrowser(site);
		const answer = await browser.send('POST', '/sign-in/password', { identifier, password });
		if (answer.status === 200) return secondFactorHolds(person, answer);
	}
	return `the account of ${identifier}, or its password`;
}

function secondFactorHolds(person: Person, { body }: Answer): string | undefined {
	if (person.apps.size === 0 || body['status'] === 'challenge') return undefined;
	return `the second factor of ${person.username}`;
}

async function factorsHold(site: Site, person: Person, token: string): Promise<string[]> {
	const answer = await createBrowser(site, { token }).send('GET', '/factors');
	const listed = JSON.stringify(answer.body);
	const missing = [...person.apps.keys()].filter((id) => !listed.includes(id));
	return missing.map((id) => `${id} of ${person.username}`);
}

async function sessionsHold(site: Site, person: Person, options: Options): Promise<string[]> {
	const lost: string[] = [];
	for (const token of tokensOf(person, 'live')) {
		const { status } = await createBrowser(site, { token }).send('GET', '/session');
		if (status === 200) lost.push(...(await factorsHold(site, person, token)));
		else if (options.mayForgetSessions && status === 401) {
			// It may be there again when the stores are.
			person.tokens.set(token, 'unsure');
			site.tally.signedOut += 1;
		} else lost.push(`a session of ${person.username} (${status})`);
	}
	return lost;
}

async function verifyPerson(site: Site, person: Person, options: Options): Promise<void> {
	const { lost, wronglyAccepted } = site.tally;
	const account = await passwordHolds(site, person);
	if (account) lost.push(account);
	lost.push(...(await sessionsHold(site, person, options)));
	for (const probe of [endedSessions, oldPassword, usedCode, usedRecoveryCode]) {
		const accepted = await probe({ site }, person);
		if (accepted) wronglyAccepted.push(accepted);
	}
	person.isChanged = false;
}

export async function verify(site: Site, ledger: Ledger, options: Options): Promise<void> {
	const people = ledger.people.filter(({ isChanged }) => options.whom === 'all' || isChanged);
	const queue = [...people];
	const work = async () => {
		for (let next = queue.shift(); next; next = queue.shift())
			await verifyPerson(site, next, options);
	};
	// As many at once as honest people are.
	await Promise.all([work(), work(), work()]);
}
