/** Every order of events between a client, its other tab, lost answers and a thief. docs/refresh-tokens.md */
import fc from 'fast-check';
import { expect, test } from 'vitest';

import { MINUTE, SECOND } from '../testing.fixture.ts';
import type { Granted } from './index.ts';
import { openTokens } from './people.fixture.ts';

type Service = Awaited<ReturnType<typeof openTokens>>;

/** What a client keeps, and what it does. */
interface Holding {
	granted: Granted;
}

type Step =
	| { readonly do: 'wait'; readonly ms: number }
	/** Whether the answer arrives; and whether its access token is used where the service sees it. */
	| { readonly do: 'refresh'; readonly arrives: boolean; readonly isSeen: boolean }
	/** Two tabs that share what they keep ask at once. */
	| { readonly do: 'both-tabs'; readonly isSeen: boolean }
	/** A tab's request arrives so long after another's has been answered, and maybe that answer used. */
	| { readonly do: 'late-tab'; readonly ms: number; readonly isSeen: boolean };

const wait = fc.constantFrom(SECOND, 9 * SECOND, 11 * SECOND, 15 * MINUTE);
const step: fc.Arbitrary<Step> = fc.oneof(
	fc.record({ do: fc.constant('wait' as const), ms: wait }),
	fc.record({ do: fc.constant('refresh' as const), arrives: fc.boolean(), isSeen: fc.boolean() }),
	fc.record({ do: fc.constant('both-tabs' as const), isSeen: fc.boolean() }),
	fc.record({
		do: fc.constant('late-tab' as const),
		ms: fc.constantFrom(0, SECOND, 9 * SECOND),
		isSeen: fc.boolean()
	})
);

/** Takes a step; false where the service refused it. */
async function take(service: Service, holding: Holding, { isSeen, tabs, arrives }: Taken) {
	const asked = Array.from({ length: tabs }, () => service.refresh(holding.granted.token));
	const answers = await Promise.allSettled(asked);
	const given = answers.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
	const last = given.at(-1);
	if (!last || given.length < tabs) return false;
	if (arrives) holding.granted = last;
	return !(arrives && isSeen) || (await service.use(last)) !== undefined;
}

/** Answers whether both tabs have the same, and it is good. */
async function lateTab(service: Service, holding: Holding, { ms, isSeen }: Gap): Promise<boolean> {
	const { token } = holding.granted;
	holding.granted = await service.refresh(token);
	if (isSeen && !(await service.use(holding.granted))) return false;
	service.clock.advance(ms);
	const other = await service.refresh(token);
	return other.token === holding.granted.token && (await service.use(other)) !== undefined;
}

interface Gap {
	readonly ms: number;
	readonly isSeen: boolean;
}

interface Taken {
	readonly tabs: number;
	readonly arrives: boolean;
	readonly isSeen: boolean;
}

async function walk(service: Service, holding: Holding, one: Step): Promise<boolean> {
	if (one.do === 'wait') service.clock.advance(one.ms);
	if (one.do === 'refresh') return take(service, holding, { ...one, tabs: 1 });
	if (one.do === 'both-tabs') return take(service, holding, { ...one, tabs: 2, arrives: true });
	return one.do === 'late-tab' ? lateTab(service, holding, one) : true;
}

test('an honest client is never out, whatever is lost, and holds one of two good tokens', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
			const service = await openTokens();
			try {
				const holding = { granted: await service.signIn() };
				for (const one of steps) expect(await walk(service, holding, one)).toBe(true);
				expect(service.recorded.map(({ code }) => code)).toEqual(['tokens.issued']);
			} finally {
				await service.close();
			}
		}),
		{ numRuns: 150 }
	);
});

interface Move {
	readonly by: 'owner' | 'thief';
	readonly arrives: boolean;
	readonly isSeen: boolean;
}

/** Who has stolen a token uses it, and who it was stolen from goes on; in the end both, twice. */
const moves: fc.Arbitrary<readonly Move[]> = fc
	.array(
		fc.record({
			by: fc.constantFrom<Move['by'][]>('owner', 'thief'),
			arrives: fc.boolean(),
			isSeen: fc.boolean()
		}),
		{ maxLength: 8 }
	)
	.map((some) => {
		const last = { arrives: true, isSeen: false };
		return [
			...some,
			...(['thief', 'owner', 'thief', 'owner'] as const).map((by) => ({ by, ...last }))
		];
	});

test('a thief’s token is found out at its second use, or when its owner comes after the first', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(step, { maxLength: 8 }), moves, async (before, after) => {
			const service = await openTokens();
			try {
				const owner = { granted: await service.signIn() };
				for (const one of before) await walk(service, owner, one);
				const thief = { ...owner };
				let thefts = 0;
				const since = new Set<Move['by']>();
				for (const { by, arrives, isSeen } of after) {
					// Later than a repeat.
					service.clock.advance(MINUTE);
					const isThief = by === 'thief';
					const taken = { isSeen, arrives: isThief || arrives, tabs: 1 };
					if (!(await take(service, isThief ? thief : owner, taken))) break;
					if (thefts > 0) since.add(by);
					thefts += isThief ? 1 : 0;
					expect([...since]).not.toEqual(expect.arrayContaining(['owner', 'thief']));
				}
				const codes = service.recorded.map(({ code }) => code);
				expect(codes).toEqual(['tokens.issued', 'tokens.reused']);
				expect(await service.sessions.list(owner.granted.session.account)).toEqual([]);
			} finally {
				await service.close();
			}
		}),
		{ numRuns: 150 }
	);
});
