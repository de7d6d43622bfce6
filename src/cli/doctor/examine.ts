/** Looks at everything, and hands what it found to the judgements. */
import type { Config } from '#lib/server/config/index.ts';
import { systemClock } from '#lib/server/core/clock.ts';
import {
	examineDatabase,
	examineVolatile,
	openKeyRing,
	openSelfCheck,
	presentKeys,
	tryMail,
	type SqlFacts
} from '#lib/server/shell.ts';
import { errorFacts } from '#lib/server/telemetry/index.ts';

import { keyFacts, lostValues, underOlder } from '../key-report.ts';
import { askOrigin, type Answered } from './ask-origin.ts';
import type { Finding, Looked } from './finding.ts';
import { judgeHttps, judgeOrigin, judgeProxy, judgeRpId } from './judge-address.ts';
import {
	judgeClock,
	judgeKeys,
	judgeMail,
	judgeTexts,
	type LookedAtKeys,
	type MailFacts
} from './judge-rest.ts';
import { judgeDatabase, judgeRedis } from './judge-stores.ts';

/** Redis has no field for its codes: they are the first word of what it says. */
const REDIS_CODE = /^(NOAUTH|WRONGPASS|NOPERM|LOADING|READONLY|MISCONF|OOM)\b/;

/** The innermost code, which says most and is no secret; messages may be one. */
function codeOf(error: unknown): string {
	if (!(error instanceof Error)) return 'no reason given';
	const inner: unknown = error instanceof AggregateError ? error.errors[0] : error.cause;
	if (inner instanceof Error) return codeOf(inner);
	const { code, name } = errorFacts(error);
	return REDIS_CODE.exec(error.message)?.[0] ?? code ?? name;
}

async function attempt<Facts>(work: () => Promise<Facts>): Promise<Looked<Facts>> {
	try {
		return { facts: await work() };
	} catch (error) {
		return { failed: codeOf(error) };
	}
}

/** A machine that is busy at the moment is not a store that is away. */
async function attemptTwice<Facts>(work: () => Promise<Facts>): Promise<Looked<Facts>> {
	const first = await attempt(work);
	return 'failed' in first ? attempt(work) : first;
}

function hasKeys(config: Config): boolean {
	try {
		return presentKeys(config).length > 0;
	} catch {
		return false;
	}
}

async function lookAtKeys(config: Config, database: Looked<SqlFacts>): Promise<LookedAtKeys> {
	if ('failed' in database) return 'not counted';
	const { isNew, missing, unknown } = database.facts;
	if (!hasKeys(config)) return isNew ? 'none yet' : 'gone';
	// Opening it would bring it up to date, which is the server's business.
	if (isNew || missing.length > 0 || unknown.length > 0) return 'not counted';
	const ring = await openKeyRing(config);
	const facts = await keyFacts(ring).finally(() => ring.close());
	const keys = facts.filter(({ standing }) => standing !== 'lost').length;
	const isFile = ring.file !== undefined;
	return { keys, older: underOlder(facts), lost: lostValues(facts), isFile };
}

async function lookAtMail(
	config: Config,
	sentTo: string | undefined
): Promise<MailFacts | undefined> {
	if (config.smtpUrl === undefined) return undefined;
	await tryMail(config, sentTo);
	return { host: new URL(config.smtpUrl).host, sentTo };
}

interface Clocks {
	readonly database: Looked<SqlFacts>;
	readonly redis: Looked<{ readonly aheadMs: number } | undefined>;
	readonly origin: Looked<Answered>;
}

function clocks({ database, redis, origin }: Clocks): Readonly<Record<string, number>> {
	const own = 'facts' in database ? database.facts.aheadMs : undefined;
	const fast = 'facts' in redis ? redis.facts?.aheadMs : undefined;
	return {
		...(own !== undefined && { PostgreSQL: own }),
		...(fast !== undefined && { Redis: fast }),
		...('facts' in origin && origin.facts.aheadMs)
	};
}

export async function examine(
	config: Config,
	{ sendTo }: { sendTo: string | undefined }
): Promise<readonly Finding[]> {
	const now = () => systemClock.now();
	const check = hasKeys(config) ? openSelfCheck(config) : undefined;
	// One after the other, so that none waits for another and seems slow.
	const origin = await attempt(() => askOrigin(config.origin, { check, now }));
	const database = await attemptTwice(() => examineDatabase(config));
	const redis = await attemptTwice(() => examineVolatile(config));
	const mail = await attempt(() => lookAtMail(config, sendTo));
	return [
		judgeOrigin(config, origin),
		judgeRpId(config),
		judgeHttps(config, { looked: origin, now: now() }),
		judgeProxy(config, origin),
		...judgeDatabase(database),
		...judgeRedis(redis),
		judgeMail(config, mail),
		judgeTexts(config),
		...judgeClock(clocks({ database, redis, origin })),
		judgeKeys(await lookAtKeys(config, database))
	];
}
