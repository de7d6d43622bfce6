import { onTestFinished } from 'vitest';

import { openTestStores } from '#lib/server/adapters/testing.ts';
import { fixedClock, systemClock } from '#lib/server/core/clock.ts';
import type { AccountId } from '#lib/server/core/ids.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import { Refusal } from '#lib/server/core/refusal.ts';
import { createRecord } from '#lib/server/audit/index.ts';
import {
	createRefusalRecord,
	createThrottle,
	type Guess,
	type Pool,
	type Reservation
} from './index.ts';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const ADDRESS = '203.0.113.7';

export const browser = (at: number): Pool => `browser/${at}`;

/** `go`, `pretend`, or the seconds to wait. */
export async function outcomeOf(reserved: Promise<Reservation>): Promise<string | number> {
	try {
		return (await reserved).verdict;
	} catch (error) {
		if (error instanceof Refusal && error.code === 'throttling.wait')
			return Number(error.details['retryAfterSeconds']);
		throw error;
	}
}

/** Who calls, of which only the address counts here. */
export type Addressed = Omit<Guess, 'caller'> & { readonly address: string };

const callerAt = (address: string) => ({ requestId: 'req_1', address, userAgent: 'Browser' });

export type TestThrottle = Awaited<ReturnType<typeof openThrottle>>['throttle'];

export async function openThrottle(scale = 1) {
	const clock = fixedClock(systemClock.now());
	const stores = await openTestStores({ clock });
	onTestFinished(() => stores.close());
	const secret = secureRandom.bytes(32);
	const recordRefusal = createRefusalRecord({
		store: stores.budgets,
		audit: stores.audit,
		record: createRecord({ clock })
	});
	const again = () => {
		const { reserve, admit, ...rest } = createThrottle({
			store: stores.budgets,
			secret,
			scale,
			recordRefusal
		});
		return {
			...rest,
			reserve: ({ address, ...guess }: Addressed) =>
				reserve({ ...guess, caller: callerAt(address) }),
			admit: (
				work: Parameters<typeof admit>[0],
				{ address = ADDRESS, browser }: { address?: string; browser?: string } = {}
			) => admit(work, { caller: callerAt(address), browser })
		};
	};
	const throttle = again();
	/** Guesses as strangers from everywhere by ever new names, and says how many went. */
	const exhaust = async (account: AccountId, times = 70): Promise<number> => {
		let going = 0;
		for (let at = 0; at < times; at += 1) {
			const guess = { name: `${account} ${at}`, account, address: `2001:db8:1:${at}::1` };
			going += Number((await outcomeOf(throttle.reserve(guess))) === 'go');
		}
		return going;
	};
	return {
		throttle,
		again,
		clock,
		exhaust,
		stores,
		guess: (guess: Partial<Addressed>) =>
			outcomeOf(throttle.reserve({ address: ADDRESS, ...guess }))
	};
}
