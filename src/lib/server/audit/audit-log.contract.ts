import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { systemClock } from '#lib/server/core/clock.ts';
import { newId } from '#lib/server/core/ids.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import type { NewAuditEvent } from './event.ts';
import type { AuditLog } from './ports.ts';

interface Opened {
	readonly stores: { readonly audit: AuditLog };
	/** The same log through another connection. */
	readonly peer: { readonly audit: AuditLog };
	close(): Promise<void>;
}

function sample(of: Partial<NewAuditEvent> = {}): NewAuditEvent {
	return {
		at: systemClock.now(),
		code: 'sign_in.succeeded',
		requestId: 'req_1',
		address: '2001:db8::1',
		userAgent: 'Browser "1"',
		details: {},
		...of
	};
}

export function describeAuditLog(name: string, open: () => Promise<Opened>): void {
	describe(`audit log: ${name}`, () => {
		let opened: Opened;
		let audit: AuditLog;

		beforeAll(async () => {
			opened = await open();
			audit = opened.stores.audit;
		});
		afterAll(() => opened.close());

		test('gives back what was appended', async () => {
			const account = newId('acc', secureRandom);
			const details = { label: "Zoë's \u0000 key", count: 2, isLast: true };
			const event = sample({ account, session: newId('ses', secureRandom), details });
			await audit.append(event);
			const [listed, ...rest] = await audit.list(account, { limit: 10 });
			expect(listed).toEqual({ ...event, sequence: expect.any(Number) as number });
			expect(rest).toEqual([]);
		});

		test('lists an account’s own events only', async () => {
			const [account, other] = [newId('acc', secureRandom), newId('acc', secureRandom)];
			await audit.append(sample({ account: other }));
			await audit.append(sample({ code: 'sign_in.failed' }));
			expect(await audit.list(account, { limit: 10 })).toEqual([]);
		});

		test('lists newest first, in the order they were appended, page by page', async () => {
			const account = newId('acc', secureRandom);
			const at = systemClock.now();
			for (let count = 0; count < 5; count++)
				await audit.append(sample({ account, at, details: { count } }));

			const first = await audit.list(account, { limit: 3 });
			expect(first.map(({ details }) => details['count'])).toEqual([4, 3, 2]);
			const before = first[2]?.sequence ?? 0;
			const second = await audit.list(account, { limit: 3, before });
			expect(second.map(({ details }) => details['count'])).toEqual([1, 0]);
		});

		test('keeps all of 50 events that are appended at once', async () => {
			const account = newId('acc', secureRandom);
			await Promise.all(
				Array.from({ length: 50 }, (_, at) =>
					(at % 2 === 0 ? opened.stores : opened.peer).audit.append(sample({ account }))
				)
			);
			const listed = await audit.list(account, { limit: 100 });
			expect(new Set(listed.map(({ sequence }) => sequence)).size).toBe(50);
		});
	});
}
