/** Bytes that a session takes in Redis: its own key, and its share of the account's list. */
import { createClient } from 'redis';

import { withConnection } from '../load/request.mjs';
import { signIn } from '../load/sign-in.mjs';
import { finding } from '../measure/comparison.mjs';
import { summary } from '../measure/statistics.mjs';

/** From the end, where no other row has signed anybody in. */
const PEOPLE = 20;

const subjects = {
	latchkey: { name: 'Latchkey', isOfSession: (key) => /^lk:sessions?:/.test(key) },
	betterAuth: { name: 'better-auth', isOfSession: (key) => !key.startsWith('verification:') }
};

async function keysOf(client) {
	const keys = new Set();
	for await (const page of client.scanIterator({ COUNT: 1000 }))
		for (const key of [page].flat()) keys.add(key);
	return keys;
}

/** What is new in Redis when people have signed in. */
async function bytesEach(service, isOfSession) {
	const client = await createClient({ url: service.redisUrl }).connect();
	try {
		const before = await keysOf(client);
		await withConnection(service, async (connection) => {
			const people = service.people.filter(({ has }) => has === 'password').slice(-PEOPLE - 1, -1);
			for (const person of people) await signIn(connection, service, person);
		});
		const added = [...(await keysOf(client))].filter((key) => !before.has(key) && isOfSession(key));
		const sizes = await Promise.all(added.map((key) => client.memoryUsage(key)));
		return sizes.reduce((sum, size) => sum + size, 0) / PEOPLE;
	} finally {
		client.destroy();
	}
}

export const sessionBytes = {
	id: 'session-bytes',
	title: 'Bytes of a session in Redis',

	async run({ stage }) {
		const services = await stage.open(Object.keys(subjects), { cores: 'all' });
		const bytes = {};
		for (const [key, { isOfSession }] of Object.entries(subjects))
			bytes[key] = await bytesEach(services[key], isOfSession);
		return {
			findings: [finding('Latchkey to better-auth', summary([bytes.latchkey / bytes.betterAuth]))],
			measures: Object.entries(subjects).map(([key, { name }]) => ({
				subject: name,
				values: { bytes: summary([bytes[key]]) }
			}))
		};
	}
};
