import * as v from 'valibot';

import { defineScript, type Commands } from './connection.ts';

/** As `formatText` writes it. */
const ADOPT = defineScript(`
if redis.call('TYPE', KEYS[1]).ok ~= 'hash' then return false end
local found = redis.call('HMGET', KEYS[1], 'secret', 'epoch', 'seen', 'expires', 'data')
local text = found[1] .. ' ' .. (found[2] or '0') .. ' ' .. found[3] .. ' ' .. found[4] .. '\\n' .. found[5]
redis.call('SET', KEYS[1], text, 'PXAT', found[4])
return text`);

const Text = v.nullable(v.string());

/**
 * Sessions were hashes before they were texts: where a key held no text, it may be one that somebody is signed in by.
 * Fills in `texts` for those, and leaves them as texts in Redis. No session lives longer than 30 days, so what is older
 * than that by its last start needs this no more.
 */
export async function adopt(
	connection: Commands,
	keys: readonly string[],
	texts: (string | null)[]
): Promise<void> {
	const missing = [...texts.keys()].filter((at) => texts[at] === null);
	const calls = missing.map((at) => ({ key: keys[at] ?? '', args: [] }));
	const replies = await connection.runAll(ADOPT, calls);
	for (const [place, at] of missing.entries()) texts[at] = v.parse(Text, replies[place]);
}
