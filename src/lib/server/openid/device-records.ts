/** Device codes: what a program without a browser polls with, and the code by which a person finds its request. */
import { errors, type Adapter, type AdapterPayload } from 'oidc-provider';
import * as v from 'valibot';

import { hashSecret } from '#lib/server/core/secret.ts';
import { budgetOfOne, type BudgetStore } from '#lib/server/throttling/index.ts';
import type { AskingDeps } from './asking.ts';
import { createRecords, type RecordDeps, type UsedAgain } from './records.ts';

const SECOND = 1000;

/** What programs are told to leave between two polls. RFC 8628 §3.2. */
export const INTERVAL_SECONDS = 5;
/** A poll may overtake the one before on its way. */
const LEAST_MS = (INTERVAL_SECONDS - 1) * SECOND;
/** How much longer a program is told that its code has expired, rather than that there is none. RFC 8628 §3.5. */
const REMEMBERED_SECONDS = 10 * 60;

/** Consonants only, so that no code is a word, and none that are read for another. RFC 8628 §6.1. */
export const USER_CODE = { charset: 'base-20', mask: '****-****' } as const;

const UserCode = v.pipe(
	v.string(),
	v.transform((typed) =>
		typed
			.normalize('NFKC')
			.toUpperCase()
			.replaceAll(/[^A-Z]/g, '')
	),
	v.regex(/^[BCDFGHJKLMNPQRSTVWXZ]{8}$/)
);

/** As it is kept; undefined for what is no code at all, however it is spaced. */
export function parseUserCode(typed: string): string | undefined {
	const parsed = v.safeParse(UserCode, typed);
	return parsed.success ? parsed.output : undefined;
}

/** As it is shown. */
export const spelled = (code: string): string => `${code.slice(0, 4)}-${code.slice(4)}`;

const aliasOf = (userCode: string) => ({ id: userCode, holder: 'openid/user-code' });

export interface UserCodes {
	/** Whoever gets true answers the request: of racing callers one. Nobody finds it by its code again. */
	claim(userCode: string): Promise<boolean>;
}

export const createUserCodes = ({ pending }: Pick<RecordDeps, 'pending'>): UserCodes => ({
	claim: async (userCode) => (await pending.take(aliasOf(userCode))) !== undefined
});

export interface DeviceRecordDeps extends RecordDeps, AskingDeps {
	readonly budgets: Pick<BudgetStore, 'spend'>;
}

const isAnswered = ({ accountId, error }: AdapterPayload): boolean =>
	accountId !== undefined || error !== undefined;

/** As other records; the code that a person types finds one until it is answered, and polls are held to their pace. */
export function createDeviceRecords(deps: DeviceRecordDeps & UsedAgain): Adapter {
	const { clock, pending, budgets } = deps;
	const records = createRecords('DeviceCode', deps);

	/** One that is taken already stays whose it was: the person would answer for another program. */
	const name = async (userCode: string, id: string, expiresIn: number): Promise<void> => {
		const expiresAt = new Date(clock.now().getTime() + expiresIn * SECOND);
		const before = await pending.swap({
			...aliasOf(userCode),
			...{ attemptsLeft: 1, expiresAt, data: id }
		});
		if (!before) return;
		await pending.save(before);
		throw new Error('A user code was drawn twice.');
	};

	return {
		...records,
		async find(id) {
			const found = await records.find(id);
			if (!found || isAnswered(found)) return found;
			const [wait] = await budgets.spend([budgetOfOne(`device:${hashSecret(id)}`, LEAST_MS)]);
			if (wait !== 0) throw new errors.SlowDown();
			return found;
		},
		async findByUserCode(userCode) {
			const alias = await pending.find(aliasOf(userCode));
			return alias && records.find(String(alias.data));
		},
		async upsert(id, payload, expiresIn = 0) {
			const { userCode = '' } = payload;
			if (!isAnswered(payload)) {
				await deps.onAsks();
				await name(userCode, id, expiresIn);
			}
			await records.upsert(id, payload, expiresIn + REMEMBERED_SECONDS);
		}
	};
}
