import { defineRefusals, Refusal } from '#lib/server/core/refusal.ts';

export const storeRefusals = defineRefusals('stores', { unavailable: 'unavailable' });

/** What a caller gets when a store cannot be reached or does not answer in time. */
export function outage(cause: unknown): Refusal {
	return cause instanceof Refusal ? cause : storeRefusals.unavailable({ cause });
}
