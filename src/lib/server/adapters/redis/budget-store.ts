import * as v from 'valibot';

import type { Clock } from '#lib/server/core/clock.ts';
import type { Budget, BudgetStore } from '#lib/server/throttling/index.ts';
import { budgetKey } from '../budget-key.ts';
import { defineScript, type Connection, type Script } from './connection.ts';

/** With more lanes than this, those that have expired are dropped. */
const LANES_KEPT = 32;

/**
 * What `throttling/budget.ts` computes, for every lane of one key. The wait is -1 where there is no room before
 * it is cleared. Each lane is a field of the hash: its count, the time that goes with it, and its end.
 */
const TAKE = `
local now = tonumber(ARGV[1])
local wait, life, fields = 0, 0, {}
for i = 2, #ARGV, 7 do
	local most, free = tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2])
	local first, longest = tonumber(ARGV[i + 3]), tonumber(ARGV[i + 4])
	local leak, keep = tonumber(ARGV[i + 5]), tonumber(ARGV[i + 6])
	local held = redis.call('HGET', KEYS[1], ARGV[i])
	local count, at = 0, now
	if held then
		local c, a = string.match(held, '^(%d+) (%d+)')
		count, at = tonumber(c), tonumber(a)
	end
	if now - at >= keep then count, at = 0, now end
	if leak > 0 then
		local leaked = math.max(0, math.floor((now - at) / leak))
		if leaked >= count then count, at = 0, now else count, at = count - leaked, at + leaked * leak end
	end
	local own = 0
	if count >= most then
		if leak == 0 then own = -1 else own = at + (count - most + 1) * leak - now end
	elseif count >= free and count > 0 then
		own = math.max(0, at + math.min(longest, first * 2 ^ (count - free)) - now)
	end
	if own == -1 or wait == -1 then wait = -1 else wait = math.max(wait, own) end
	if not (leak > 0 and count > 0) then at = now end
	fields[#fields + 1] = ARGV[i]
	fields[#fields + 1] = string.format('%.0f %.0f %.0f', count + 1, at, now + keep)
	life = math.max(life, keep)
end`;

const PEEK = defineScript(`${TAKE}
return wait`);

const SPEND = defineScript(`${TAKE}
if wait ~= 0 then return wait end
redis.call('HSET', KEYS[1], unpack(fields))
redis.call('PEXPIREAT', KEYS[1], string.format('%.0f', now + life))
if redis.call('HLEN', KEYS[1]) > ${LANES_KEPT} then
	local all = redis.call('HGETALL', KEYS[1])
	for i = 1, #all, 2 do
		if tonumber(string.match(all[i + 1], '%d+$')) <= now then redis.call('HDEL', KEYS[1], all[i]) end
	end
end
return 0`);

const REFUND = defineScript(`
for i = 1, #ARGV do
	local held = redis.call('HGET', KEYS[1], ARGV[i])
	if held then
		local count, rest = string.match(held, '^(%d+)( .*)$')
		if tonumber(count) > 0 then
			redis.call('HSET', KEYS[1], ARGV[i], string.format('%.0f', tonumber(count) - 1) .. rest)
		end
	end
end
return 1`);

const CLEAR = defineScript(`
for i = 2, #ARGV, 2 do
	local held = redis.call('HGET', KEYS[1], ARGV[i])
	if held then
		local at = tonumber(string.match(held, '^%d+ (%d+)'))
		if ARGV[i + 1] == '' or tonumber(ARGV[1]) - at >= tonumber(ARGV[i + 1]) then
			redis.call('HDEL', KEYS[1], ARGV[i])
		end
	end
end
return 1`);

const Wait = v.pipe(
	v.number(),
	v.transform((wait) => (wait < 0 ? Infinity : wait))
);

/** Budgets in Redis: a hash each, which lives as long as its longest lane. */
export function createBudgetStore(deps: {
	connection: Connection;
	clock: Clock;
	prefix: string;
}): BudgetStore {
	const { connection, clock, prefix } = deps;
	const keyOf = (key: string) => `${prefix}budget:${budgetKey(key)}`;

	const each = async (script: Script, budgets: readonly Budget[]): Promise<number[]> => {
		const now = clock.now().getTime();
		const calls = budgets.map(({ key, lanes }) => ({
			key: keyOf(key),
			args: [now, ...lanes.flatMap(valuesOf)]
		}));
		return (await connection.runAll(script, calls)).map((reply) => v.parse(Wait, reply));
	};

	return {
		peek: (budgets) => each(PEEK, budgets),
		spend: (budgets) => each(SPEND, budgets),

		async refund(budgets) {
			const calls = budgets.map(({ key, lanes }) => ({
				key: keyOf(key),
				args: lanes.map(({ name }) => name)
			}));
			await connection.runAll(REFUND, calls);
		},

		async clear(key, lanes) {
			const times = lanes.flatMap(({ name, quietMs }) => [name, quietMs ?? '']);
			const args = [clock.now().getTime(), ...times];
			await connection.run(CLEAR, { key: keyOf(key), args });
		}
	};
}

/** In the order of the scripts' arguments. */
function valuesOf({ name, limits }: Budget['lanes'][number]) {
	const { most, free, firstDelayMs, longestDelayMs, leakMs, keepMs } = limits;
	return [name, most, free, firstDelayMs, longestDelayMs, leakMs, keepMs];
}
