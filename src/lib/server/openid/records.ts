/** What the provider keeps while something is under way: pending records, sealed, and none readable from a dump. */
import { errors, type Adapter, type AdapterPayload } from 'oidc-provider';

import type { Clock } from '#lib/server/core/clock.ts';
import type { PendingStore } from '#lib/server/pending/index.ts';

const SECOND = 1000;

export interface RecordDeps {
	readonly clock: Clock;
	readonly pending: PendingStore;
}

export interface UsedAgain {
	/** Ends the grant of what came to be used twice: somebody else has it. RFC 6749 §4.1.2, RFC 9700 §4.14.2. */
	readonly onUsedAgain: (grant: string) => Promise<void>;
}

/** What has been used already, in the words of whatever it is. RFC 6749 §5.2, RFC 9126 §2.2. */
function used(model: string): Error {
	if (model === 'PushedAuthorizationRequest')
		return new errors.InvalidRequestUri('request_uri was already used');
	return new errors.InvalidGrant('already used');
}

/**
 * Records of one model. A code or token is spent like the one attempt of a challenge: of those who bring it at once,
 * in any number of processes, one succeeds.
 */
export function createRecords(
	model: string,
	{ clock, pending, onUsedAgain }: RecordDeps & UsedAgain
): Adapter {
	const refOf = (id: string) => ({ id, holder: `openid/${model}` });
	const nowSeconds = () => Math.floor(clock.now().getTime() / SECOND);

	const find: Adapter['find'] = async (id) => {
		const found = await pending.find(refOf(id));
		if (!found) return undefined;
		const payload = found.data as AdapterPayload;
		return found.attemptsLeft === 0 ? { ...payload, consumed: nowSeconds() } : payload;
	};

	return {
		find,
		findByUid: async () => undefined,
		findByUserCode: async () => undefined,

		async upsert(id, payload, expiresIn) {
			if (expiresIn === undefined) throw new Error('What the provider keeps has an end.');
			const expiresAt = new Date(clock.now().getTime() + expiresIn * SECOND);
			await pending.save({ ...refOf(id), attemptsLeft: 1, expiresAt, data: payload });
		},

		async consume(id) {
			if (await pending.spend(refOf(id))) return;
			const { grantId } = (await find(id)) ?? {};
			if (grantId !== undefined) await onUsedAgain(grantId);
			throw used(model);
		},

		destroy: async (id) => void (await pending.take(refOf(id))),

		// Nothing lives on without its grant, which is asked for at each use.
		revokeByGrantId: async () => undefined
	};
}
