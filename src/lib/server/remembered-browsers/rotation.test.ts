/** Every order of sign-ins, lost answers, second tabs and a thief, by what a remembered browser holds. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { AccountId, FactorId, RememberedBrowserId } from '../core/ids.ts';
import { turned, type RememberedBrowser } from './remembered-browser.ts';

const AT = new Date('2101-03-01T12:00:00Z');

const remembered: RememberedBrowser = {
	id: 'rbr_one' as RememberedBrowserId,
	account: 'acc_ada' as AccountId,
	generation: 0,
	password: 'fct_password' as FactorId,
	factor: 'fct_totp' as FactorId,
	since: AT,
	usedAt: AT,
	endsAt: AT,
	userAgent: 'Test/1.0',
	current: 'secret 0',
	offered: []
};

/** The service, and two browsers that may hold what it gave out. */
function open() {
	let record: RememberedBrowser | undefined = remembered;
	let made = 0;
	const held = { owner: remembered.current, thief: '' };
	/** Answers to what `who` sent, of which none has come yet. */
	const sent: Record<keyof typeof held, (string | undefined)[]> = { owner: [], thief: [] };
	const completed = { owner: 0, thief: 0 };

	const ask = (given: string): string | undefined => {
		if (!record) return undefined;
		const next = `secret ${(made += 1)}`;
		record = turned(record, { given, next, at: AT, userAgent: 'Test/1.0' });
		return record && next;
	};
	return {
		held,
		completed,
		isRemembered: () => record !== undefined,
		steal: () => void (held.thief = held.owner),
		send: (who: keyof typeof held) => void sent[who].push(ask(held[who])),
		/** Whichever answer comes last is what the browser keeps. */
		arrive(who: keyof typeof held, which: number) {
			const answers = sent[who].splice(0);
			const kept = answers[which % Math.max(1, answers.length)];
			if (kept === undefined) return;
			held[who] = kept;
			completed[who] += 1;
		},
		lose: (who: keyof typeof held) => void sent[who].splice(0)
	};
}

const step = fc.oneof(
	fc.constant('send' as const),
	fc.constant('lose' as const),
	fc.nat(4).map((which) => ({ which }))
);

type World = ReturnType<typeof open>;

function take(world: World, who: 'owner' | 'thief', next: 'send' | 'lose' | { which: number }) {
	if (typeof next === 'object') return world.arrive(who, next.which);
	return next === 'send' ? world.send(who) : world.lose(who);
}

describe('what a remembered browser holds', () => {
	test('serves its owner, whichever answers are lost, come late, or come to another tab', () => {
		fc.assert(
			fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
				const world = open();
				for (const next of steps) {
					// No tab is told what it sent so long ago that the answer came after the next sign-in was over.
					take(world, 'owner', next);
					expect(world.isRemembered()).toBe(true);
				}
			})
		);
	});

	test('does not serve two browsers: by the time both have signed in twice, it is over', () => {
		const turn = fc.tuple(fc.constantFrom('owner' as const, 'thief' as const), step);
		fc.assert(
			fc.property(
				fc.array(step, { maxLength: 20 }),
				fc.array(turn, { maxLength: 80 }),
				(before, after) => {
					const world = open();
					for (const next of before) take(world, 'owner', next);
					world.lose('owner');
					world.steal();
					const { owner } = world.completed;
					for (const [who, next] of after) {
						take(world, who, next);
						const both = Math.min(world.completed.owner - owner, world.completed.thief);
						if (both >= 2) expect(world.isRemembered()).toBe(false);
					}
				}
			)
		);
	});

	test('a thief who signed in twice locks himself in only until its owner comes back', () => {
		const world = open();
		world.steal();
		for (let times = 0; times < 2; times += 1) {
			world.send('thief');
			world.arrive('thief', 0);
		}
		world.send('owner');
		expect(world.isRemembered()).toBe(false);
	});

	test('what was stolen from before the last sign-in but one ends it', () => {
		const world = open();
		world.steal();
		for (let times = 0; times < 2; times += 1) {
			world.send('owner');
			world.arrive('owner', 0);
		}
		world.send('thief');
		expect(world.isRemembered()).toBe(false);
	});
});
