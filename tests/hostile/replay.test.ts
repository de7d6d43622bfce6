/** Session secrets that are over: signed out, ended or replaced. ASVS 5.0 7.2.4, 7.4.1. */
import { describe } from 'vitest';

import { codeAt } from '../support/person.ts';
import { attacksOn } from './support/attack.ts';
import { done, enrolApp, signIn, type Browser } from './support/browser.ts';
import { BOTH, openWorld, type World } from './support/world.ts';

const STEP_MS = 30_000;

/** Each leaves the browser with nothing but a secret that is over. */
const endings: Readonly<Record<string, (world: World, victim: Browser) => Promise<unknown>>> = {
	'that was signed out': (_, victim) => done(victim.api('DELETE', '/session')),
	'that was signed out by the form': (_, victim) => done(victim.form('/sign-out')),
	'that was ended by its id': async (_, victim) => {
		const { id } = await done(victim.api('GET', '/session'));
		await done(victim.api('DELETE', `/sessions/${id}`));
	},
	'that was replaced by a step-up': async ({ server }, victim) => {
		const now = server.now();
		const { secret } = await enrolApp(victim, now);
		const { challenge } = await done(victim.api('POST', '/step-up'));
		const answer = await codeAt(secret, new Date(now.getTime() + STEP_MS));
		const path = `/challenges/${(challenge as { id: string }).id}/answer`;
		await done(victim.api('POST', path, { method: 'totp', answer }));
	}
};

describe.each(BOTH)('on %s the secret of a session is refused', async (stores) => {
	const world = await openWorld({ stores });
	const attack = attacksOn(world);
	for (const [name, end] of Object.entries(endings)) {
		const thief = world.browser();
		attack(name, {
			given: async () => {
				const person = await world.person();
				const stolen = new Map(person.cookies);
				await end(world, person);
				for (const [key, value] of stolen) thief.cookies.set(key, value);
				thief.cookies.delete('latchkey-known');
				await signIn(person, person);
			},
			sends: async () => [await thief.api('GET', '/session'), await thief.api('POST', '/step-up')],
			refusal: [401, 'sessions.required']
		});
	}
});
