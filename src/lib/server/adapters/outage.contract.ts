import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { openFaultyLink } from './faulty-link.fixture.ts';

interface Opened {
	/** Uses the store in some way. */
	call(): Promise<unknown>;
	ready(): Promise<void>;
	close(): Promise<void>;
}

interface Options {
	readonly url: string;
	readonly open: (url: string) => Promise<Opened>;
}

const unavailable = { kind: 'unavailable', code: 'stores.unavailable' };

/** What every adapter owes whose store can be away. */
export function describeOutage(name: string, { url, open }: Options): void {
	describe(`outage: ${name}`, () => {
		let link: Awaited<ReturnType<typeof openFaultyLink>>;
		let opened: Opened;

		beforeAll(async () => {
			link = await openFaultyLink(url);
			opened = await open(link.url);
		});
		afterAll(async () => {
			await opened.close();
			await link.close();
		});

		const refusesInTime = async () => {
			const started = performance.now();
			const calls = Array.from({ length: 50 }, () => opened.call());
			const results = await Promise.allSettled([...calls, opened.ready()]);
			expect(performance.now() - started).toBeLessThan(2000);
			for (const result of results)
				expect(result).toMatchObject({ status: 'rejected', reason: unavailable });
		};
		const servesAgain = () =>
			expect
				.poll(
					() =>
						opened.call().then(
							() => 'served',
							() => 'refused'
						),
					{ timeout: 5000 }
				)
				.toBe('served');

		test('connections that are silently lost are replaced', async () => {
			await Promise.all(Array.from({ length: 20 }, () => opened.call()));
			link.lose();
			await servesAgain();
			await Promise.all(Array.from({ length: 20 }, () => opened.call()));
		}, 15_000);

		test.each(['cut', 'holdUp'] as const)(
			'%s: callers are refused in time, and served when it is over',
			async (fault) => {
				await opened.call();
				link[fault]();
				await refusesInTime();
				await refusesInTime();
				link.mend();
				await servesAgain();
				await opened.ready();
			},
			15_000
		);
	});
}
