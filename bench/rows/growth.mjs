/**
 * What a service of a million accounts pays for each call, beside one of a thousand: two servers on stores of their
 * own, in turn. Calls go to many accounts, scattered among the others.
 */
import { drive, repeat } from '../load/drive.mjs';
import { encodeRequest } from '../load/request.mjs';
import { passwordRequest } from '../load/sign-in.mjs';
import { comparedTwice, measures } from '../measure/comparison.mjs';
import { inTurns } from '../measure/turns.mjs';
import { fillPostgres, fillRedis, fillSqlite } from '../seed/fill.mjs';
import { openLatchkeyStores, seedPeople, seedSessions } from '../seed/latchkey.mjs';
import { people } from '../seed/people.mjs';
import { startLatchkey } from '../subjects/latchkey.mjs';

const SMALL = 1000;
const LARGE = 1_000_000;
const MOST_ASKED = 10_000;
const HOLD = { least: 0.85 };

const numberOf = (count) => `${count.toLocaleString('en')} accounts`;

/** A service with so many accounts and sessions, of which up to ten thousand are asked for. */
async function open({ stage, total, redis, databaseUrl }) {
	const folder = stage.newFolder();
	const redisUrl = stage.redisUrl(redis);
	const stores = await openLatchkeyStores({ folder, redisUrl, databaseUrl });
	const asked = people({ password: Math.min(total, MOST_ASKED) });
	const accounts = await seedPeople(stores, asked);
	const cookies = await seedSessions(stores, accounts);
	await stores.close();
	const rest = total - asked.length;
	if (databaseUrl) await fillPostgres(databaseUrl, rest);
	else fillSqlite(folder, rest);
	await fillRedis(redisUrl, rest);
	const service = await startLatchkey({ folder, redisUrl, databaseUrl, cores: 'all' });
	const get = (path) => cookies.map((cookie) => encodeRequest(service, { path, cookie }));
	const requests = {
		'Session check': get('/api/v1/session'),
		'Session list': get('/api/v1/sessions'),
		'Sign-in': asked.map((person) => passwordRequest(service, person))
	};
	return { name: numberOf(total), service, requests };
}

async function measureKind(what, { services, pace, where }) {
	const isSignIn = what === 'Sign-in';
	const subjects = services.map(({ name, service, requests }) => ({
		name: `${what}, ${name}`,
		measure: () =>
			drive(service, {
				connections: isSignIn ? 4 : 16,
				ms: isSignIn ? 2 * pace.ms : pace.ms,
				act: repeat(requests[what])
			})
	}));
	const results = await inTurns(subjects, pace.turns);
	const [small, large] = subjects.map(({ name }) => name);
	const findings = comparedTwice(results, {
		above: large,
		below: small,
		what: `${what} on ${where}, a million to a thousand`,
		target: HOLD
	});
	return { findings, measures: measures(results) };
}

async function grow({ stage, pace }, { where, redis, databaseUrls = [] }) {
	const large = Math.round(LARGE * pace.part);
	const services = [];
	try {
		for (const [index, total] of [SMALL, large].entries())
			services.push(
				await open({ stage, total, redis: redis + index, databaseUrl: databaseUrls[index] })
			);
		const results = [];
		for (const what of ['Session check', 'Session list', 'Sign-in'])
			results.push(await measureKind(what, { services, pace, where }));
		return {
			findings: results.flatMap((each) => each.findings),
			measures: results.flatMap((each) => each.measures)
		};
	} finally {
		await Promise.all(services.map(({ service }) => service.stop()));
	}
}

export const growth = {
	id: 'growth',
	title: 'Growth, on SQLite and Redis',
	run: (context) => grow(context, { where: 'SQLite', redis: 8 })
};

export const growthPostgres = {
	id: 'growth-postgres',
	title: 'Growth, on PostgreSQL and Redis',
	run: async (context) => {
		const databaseUrls = [
			await context.stage.newDatabase('thousand'),
			await context.stage.newDatabase('million')
		];
		return grow(context, { where: 'PostgreSQL', redis: 10, databaseUrls });
	}
};
