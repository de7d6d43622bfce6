/** A session in use while it is ended: after the end has been answered, it is over, in every process. ASVS 5.0 7.4.1. */
import { describe, expect, test } from 'vitest';

import { done, signIn, type Browser } from './support/browser.ts';
import { BOTH, openWorld } from './support/world.ts';

const MANY = 50;

describe.each(BOTH)('on %s, over two processes,', async (stores) => {
	const world = await openWorld({ stores });
	const other = await world.second();
	const ports = [world.server.port, other.port];

	const use = (thief: Browser, at: number) =>
		thief.send({ path: '/api/v1/session' }, ports[at % ports.length]);
	const storm = (thief: Browser) =>
		Promise.all(Array.from({ length: MANY }, (_, at) => use(thief, at)));

	/** Fifty uses at once while it ends, and fifty when the end is answered. */
	async function endedAmid(thief: Browser, end: () => Promise<unknown>): Promise<void> {
		const before = await storm(thief);
		expect(before.map(({ status }) => status)).toEqual(Array(MANY).fill(200));
		let isOver = false;
		const amid = storm(thief);
		const after = end().then(() => {
			isOver = true;
			return storm(thief);
		});
		for (const { status } of await amid) expect([200, 401]).toContain(status);
		expect(isOver || (await after)).toBeTruthy();
		for (const { status, cookies } of await after)
			expect({ status, cookies }).toEqual({ status: 401, cookies: [] });
	}

	/** Another browser of the same person, and one that has its cookies. */
	async function two() {
		const person = await world.person();
		const second = world.browser();
		await signIn(second, person);
		const { id } = await done(second.api('GET', '/session'));
		const thief = world.browser();
		for (const [name, value] of second.cookies) thief.cookies.set(name, value);
		return { person, second, thief, id };
	}

	test('signed out', async () => {
		const { thief, second } = await two();
		await endedAmid(thief, () => done(second.api('DELETE', '/session')));
	});

	test('ended by its id from another browser', async () => {
		const { thief, person, id } = await two();
		await endedAmid(thief, () => done(person.api('DELETE', `/sessions/${id}`)));
	});

	test('ended with all others', async () => {
		const { thief, person } = await two();
		await endedAmid(thief, () => done(person.api('DELETE', '/sessions')));
	});

	test('ended by a change of the password', async () => {
		const { thief, person } = await two();
		const change = { current: person.password, next: 'eight patient otters cross the weir' };
		await endedAmid(thief, () => done(person.api('PUT', '/password', change)));
	});

	test('ended at the other process', async () => {
		const { thief, second } = await two();
		const headers = { origin: world.origin };
		await endedAmid(thief, () =>
			done(second.send({ method: 'DELETE', path: '/api/v1/session', headers }, other.port))
		);
	});

	test('ended by fifty at once, it ends once, and the person goes on', async () => {
		const { thief, person, id } = await two();
		const ends = await Promise.all(
			Array.from({ length: MANY }, () => person.api('DELETE', `/sessions/${id}`))
		);
		expect(ends.filter(({ status }) => status === 204)).toHaveLength(1);
		expect(ends.filter(({ status }) => status === 404)).toHaveLength(MANY - 1);
		for (const { status } of await storm(thief)) expect(status).toBe(401);
		await done(person.api('GET', '/session'));
	});
});
