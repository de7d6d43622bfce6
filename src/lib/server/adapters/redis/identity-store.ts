import * as v from 'valibot';

import type { Clock } from '#lib/server/core/clock.ts';
import type { AccountId } from '#lib/server/core/ids.ts';
import { IDENTITY_MS, type IdentityStore } from '#lib/server/identities/index.ts';
import type { EndingStore } from '#lib/server/sessions/index.ts';
import { defineScript, type Connection } from './connection.ts';

/** A text each: the version, when it ends, and after a space what it is of, if that is known. */
const PUT = defineScript(`
local held = redis.call('GET', KEYS[1])
if held then
	local version, ends = string.match(held, '^(%d+) (%d+) ')
	if tonumber(ends) > tonumber(ARGV[2]) and tonumber(version) > tonumber(ARGV[1]) then return 0 end
end
redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. ARGV[3] .. ' ' .. ARGV[4], 'PXAT', ARGV[3])
return 1`);

const Text = v.nullable(v.string());
const TEXT = /^(\d+) (\d+) ([^]*)$/;

export const identityKey = (prefix: string, account: AccountId): string =>
	`${prefix}identity:${account}`;

/** What others are told of accounts, in Redis. */
export function createIdentityStore(deps: {
	connection: Connection;
	clock: Clock;
	prefix: string;
	endings: Pick<EndingStore, 'record'>;
}): IdentityStore {
	const { connection, clock, prefix, endings } = deps;
	const now = () => clock.now().getTime();
	const keyOf = (account: AccountId) => identityKey(prefix, account);

	const put: IdentityStore['put'] = async (account, { version, data = '' }) => {
		const args = [version, now(), now() + IDENTITY_MS, data];
		await connection.run(PUT, { key: keyOf(account), args });
	};

	return {
		async find(account) {
			const text = v.parse(Text, await connection.send(['GET', keyOf(account)]));
			const [, version, ends, data] = TEXT.exec(text ?? '') ?? [];
			if (version === undefined || Number(ends) <= now()) return undefined;
			return { version: Number(version), data: data || undefined };
		},

		put,

		async hold(account, version) {
			// On record before it is done: a Redis that comes back as it was is told that its copy is no good.
			const until = new Date(now() + IDENTITY_MS);
			await endings.record([{ of: 'identity', account, until }]);
			await put(account, { version });
		}
	};
}
