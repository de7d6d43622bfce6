/** Signing in with a passkey: the options, the authenticator's signature, and its verification. */
import { drive } from '../load/drive.mjs';
import { signInWithPasskey } from '../load/sign-in.mjs';
import { comparedTwice, measures } from '../measure/comparison.mjs';
import { inTurns } from '../measure/turns.mjs';

const CONNECTIONS = 8;

const compare = {
	latchkey: 'Latchkey on Redis',
	latchkeyEmbedded: 'Latchkey, embedded',
	betterAuth: 'better-auth on Redis',
	betterAuthSqlite: 'better-auth on SQLite'
};

export const passkeySignIn = {
	id: 'passkey-sign-in',
	title: 'Sign-in with a passkey, both calls',

	async run({ stage, pace }) {
		const services = await stage.open(Object.keys(compare));
		const subjects = Object.entries(services).map(([key, service]) => {
			const people = service.people.filter(({ has }) => has === 'passkey');
			const act = (connection, index) =>
				signInWithPasskey(connection, service, people[index % people.length]);
			const measure = () => drive(service, { connections: CONNECTIONS, ms: pace.ms, act });
			return { name: compare[key], measure };
		});
		const results = await inTurns(subjects, pace.turns);
		return {
			findings: [
				...comparedTwice(results, {
					above: compare.latchkey,
					below: compare.betterAuth,
					target: { least: 1.5 }
				}),
				...comparedTwice(results, {
					above: compare.latchkeyEmbedded,
					below: compare.betterAuthSqlite
				})
			],
			measures: measures(results)
		};
	}
};
