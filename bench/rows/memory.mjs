/** Memory of the process when it has done nothing, and after fifty thousand requests. */
import { setTimeout as delay } from 'node:timers/promises';

import { drive, repeat } from '../load/drive.mjs';
import { encodeRequest, withConnection } from '../load/request.mjs';
import { signIn } from '../load/sign-in.mjs';
import { memoryOf } from '../machine.mjs';
import { finding } from '../measure/comparison.mjs';
import { summary } from '../measure/statistics.mjs';

const SETTLE_MS = 2000;
const REQUESTS = 50_000;

const ownPaths = ['/api/v1/session', '/api/v1/sessions', '/sign-in'];

const subjects = {
	latchkeyEmbedded: { name: 'Latchkey, embedded', paths: ownPaths },
	latchkey: { name: 'Latchkey on Redis', paths: ownPaths },
	betterAuth: {
		name: 'better-auth on Redis',
		paths: ['/api/auth/get-session', '/api/auth/list-sessions']
	}
};

async function requestsOf(service, paths) {
	const [person] = service.people;
	const cookie = await withConnection(service, (connection) => signIn(connection, service, person));
	// Whoever is signed in is sent on from the sign-in page.
	const asked = (path) => (path === '/sign-in' ? { path } : { path, cookie });
	return paths.map((path) => encodeRequest(service, asked(path)));
}

export const memory = {
	id: 'memory',
	title: 'Memory',

	async run({ stage, pace }) {
		const count = Math.round(REQUESTS * pace.part);
		const measured = [];
		for (const [key, { name, paths }] of Object.entries(subjects)) {
			const { [key]: service } = await stage.open([key]);
			await delay(SETTLE_MS);
			const idle = memoryOf(service.pid);
			const requests = await requestsOf(service, paths);
			await drive(service, { count, act: repeat(requests) });
			await delay(SETTLE_MS);
			measured.push({ name, idle, after: memoryOf(service.pid) });
			await stage.clear();
		}
		const said = (what, value, target) => finding(what, summary([value]), { unit: 'MB', target });
		const [embedded, own, other] = measured;
		return {
			findings: [
				said(`${embedded.name}, idle`, embedded.idle, { most: 120 }),
				said(`${own.name}, idle`, own.idle, { most: 120 }),
				finding('Idle, to better-auth', summary([own.idle / other.idle])),
				finding('After the requests, to better-auth', summary([own.after / other.after]))
			],
			measures: measured.map(({ name, idle, after }) => ({
				subject: name,
				values: {
					'MB idle': summary([idle]),
					[`MB after ${count.toLocaleString('en')} requests`]: summary([after])
				}
			}))
		};
	}
};
