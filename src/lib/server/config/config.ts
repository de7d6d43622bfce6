/**
 * Configuration: the environment and `.env`, parsed once into one frozen value.
 *
 * Everything wrong is reported together, by name and never by value. What the settings are is in
 * `environment.ts`; nothing else in the server reads the environment.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';

import * as v from 'valibot';

import type { Client } from '#lib/server/clients/index.ts';
import type { Site } from '#lib/server/forward-auth/index.ts';
import type { MasterKey } from '#lib/server/sealing/index.ts';

import {
	environment,
	examples,
	originOf,
	secretNames,
	type ConfigProblem,
	type Environment,
	type SettingName
} from './environment.ts';
import { mustEncryptMail } from './exposure.ts';
import { toFactorConfig, type FactorConfig } from './factors.ts';
import { nearest } from './nearest.ts';
import { judgePlace, KEY_FILE, lookAtPlace } from './places.ts';
import { withSecretFiles, type ReadFile } from './secret-files.ts';

export interface Config extends FactorConfig {
	readonly port: number;
	readonly host: string;
	/** Scheme, host and port, without a final slash. */
	readonly origin: string;
	readonly rpId: string;
	readonly isSecure: boolean;
	/** An absolute path. */
	readonly dataDir: string;
	/** Holds the master keys when no setting does. */
	readonly keyFile: string;
	readonly databaseUrl?: string;
	readonly redisUrl?: string;
	/** The newest first; it seals, the others only open. */
	readonly masterKeys?: readonly MasterKey[];
	readonly signUp: 'open' | 'invitation' | 'closed';
	readonly trustedProxies: readonly string[];
	/** Hosts beyond private networks that may be spoken to in the clear. */
	readonly unencryptedHosts: readonly string[];
	/** Whether the mail server is where strangers may listen. */
	readonly mustEncryptMail: boolean;
	readonly smtpUrl?: string;
	readonly mailFrom?: string;
	/** How long a recovery by e-mail alone waits; none is offered where it is absent. */
	readonly recoveryWaitMs?: number;
	/** Push services beside those of the browsers that everybody has. */
	readonly pushHosts: readonly string[];
	readonly throttleScale: number;
	readonly relatedOrigins: readonly string[];
	/** The operator's own applications. */
	readonly clients: readonly Client[];
	/** What ends when a refresh token comes back that is spent. */
	readonly tokenReuse: 'session' | 'account';
	/** What a proxy protects by asking here. */
	readonly sites: readonly Site[];
	readonly productName: string;
	readonly logLevel: 'error' | 'warn' | 'info' | 'debug';
	/** Where Prometheus may ask; nowhere when there is no port. */
	readonly metricsPort?: number;
	readonly metricsHost: string;
	/** How long it goes on serving after SIGTERM, while `/readyz` says that it will not. */
	readonly drainSeconds: number;
}

/** Its message is the whole report, ready to print. */
export class ConfigError extends Error {
	override readonly name = 'ConfigError';
	readonly problems: readonly ConfigProblem[];

	constructor(problems: readonly ConfigProblem[]) {
		const lines = problems.map((p) => `  ${p.setting} ${p.problem}. ${p.remedy}`);
		super(['The settings are not usable:', ...lines].join('\n'));
		this.problems = problems;
	}
}

const HOUR_MS = 60 * 60_000;
const names = [...Object.keys(examples), ...secretNames.map((name) => `${name}_FILE`)];

function unknownNames(input: Environment): ConfigProblem[] {
	const known = new Set<string>(names);
	return Object.keys(input)
		.filter((name) => name.startsWith('LATCHKEY_') && !known.has(name))
		.map((setting) => ({
			setting,
			problem: 'is not a setting',
			remedy: `Did you mean ${nearest(setting, names)}?`
		}));
}

function problemOf(issue: v.InferIssue<typeof environment>): ConfigProblem {
	const setting = v.getDotPath(issue)?.split('.')[0] as SettingName;
	return { setting, problem: issue.message, remedy: `Example: ${examples[setting]}` };
}

/** One mistake may break several rules; the first says enough. */
function firstOfEach(problems: readonly ConfigProblem[]): ConfigProblem[] {
	return [...Map.groupBy(problems, (each) => each.setting).values()].flatMap((each) =>
		each.slice(0, 1)
	);
}

/** An empty setting counts as one that is not set, as `NAME=` in a file suggests. */
function withoutEmpty(input: Environment): Environment {
	return Object.fromEntries(Object.entries(input).filter(([, value]) => value?.trim()));
}

function defined<Value extends object>(value: Value) {
	return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as {
		[Key in keyof Value]: Exclude<Value[Key], undefined>;
	};
}

function toConfig(parsed: v.InferOutput<typeof environment>): Config {
	const origin = originOf(parsed);
	const unencryptedHosts = Object.freeze(parsed.LATCHKEY_UNENCRYPTED_HOSTS ?? []);
	const config: Config = {
		port: parsed.PORT,
		host: parsed.HOST,
		origin,
		rpId: parsed.LATCHKEY_RP_ID ?? new URL(origin).hostname,
		isSecure: origin.startsWith('https:'),
		dataDir: parsed.LATCHKEY_DATA_DIR,
		keyFile: join(parsed.LATCHKEY_DATA_DIR, KEY_FILE),
		signUp: parsed.LATCHKEY_SIGN_UP,
		trustedProxies: Object.freeze(parsed.LATCHKEY_TRUSTED_PROXIES ?? []),
		unencryptedHosts,
		mustEncryptMail: mustEncryptMail(parsed.SMTP_URL, unencryptedHosts),
		pushHosts: Object.freeze(parsed.LATCHKEY_PUSH_HOSTS ?? []),
		throttleScale: parsed.LATCHKEY_THROTTLE_SCALE,
		relatedOrigins: Object.freeze(parsed.LATCHKEY_RELATED_ORIGINS ?? []),
		clients: Object.freeze(parsed.LATCHKEY_CLIENTS),
		tokenReuse: parsed.LATCHKEY_TOKEN_REUSE,
		sites: Object.freeze(parsed.LATCHKEY_FORWARD_AUTH),
		productName: parsed.LATCHKEY_PRODUCT_NAME,
		logLevel: parsed.LATCHKEY_LOG_LEVEL,
		metricsHost: parsed.LATCHKEY_METRICS_HOST,
		drainSeconds: parsed.LATCHKEY_DRAIN_SECONDS,
		...toFactorConfig(parsed),
		...defined({
			databaseUrl: parsed.DATABASE_URL,
			redisUrl: parsed.REDIS_URL,
			masterKeys: parsed.LATCHKEY_MASTER_KEYS && Object.freeze(parsed.LATCHKEY_MASTER_KEYS),
			smtpUrl: parsed.SMTP_URL,
			mailFrom: parsed.LATCHKEY_MAIL_FROM,
			recoveryWaitMs: parsed.LATCHKEY_RECOVERY_WAIT * HOUR_MS || undefined,
			metricsPort: parsed.LATCHKEY_METRICS_PORT
		})
	};
	return Object.freeze(config);
}

function read(input: Environment, readFile: ReadFile = readText) {
	const given = withSecretFiles(withoutEmpty(input), readFile);
	const parsed = v.safeParse(environment, given.environment);
	const problems = firstOfEach([
		...given.problems,
		...(parsed.issues ?? []).map(problemOf),
		...unknownNames(input)
	]);
	return { problems, config: parsed.success ? toConfig(parsed.output) : undefined };
}

/** Throws a `ConfigError` that names every mistake at once. */
export function parseConfig(input: Environment, readFile?: ReadFile): Config {
	const { problems, config } = read(input, readFile);
	if (!config || problems.length > 0) throw new ConfigError(problems);
	return config;
}

const isGiven = (input: Environment, name: string): boolean =>
	input[name] !== undefined || input[`${name}_FILE`] !== undefined;

/** Looked at also when other settings are wrong, so that nobody has to start twice to hear of it. */
function placeProblems(input: Environment): ConfigProblem[] {
	const given = withoutEmpty(input);
	const elsewhere = ['DATABASE_URL', 'REDIS_URL', 'LATCHKEY_MASTER_KEYS'];
	if (elsewhere.every((name) => isGiven(given, name))) return [];
	const dataDir = resolve(given['LATCHKEY_DATA_DIR']?.trim() ?? './data');
	const fault = judgePlace(dataDir, lookAtPlace(dataDir));
	return fault ? [{ setting: 'LATCHKEY_DATA_DIR', ...fault }] : [];
}

const readText: ReadFile = (path) => readFileSync(path, 'utf8');

function fileEnvironment(): Environment {
	return existsSync('.env') ? parseEnv(readFileSync('.env', 'utf8')) : {};
}

let loaded: Config | undefined;

/**
 * The configuration of this process, read at the first call. The real environment wins over `.env`.
 * Throws a `ConfigError` also when the data folder or the key file in it is not private.
 */
export function loadConfig(): Config {
	if (loaded) return loaded;
	const input = { ...fileEnvironment(), ...process.env };
	const { config, problems } = read(input);
	const all = [...problems, ...placeProblems(input)];
	if (!config || all.length > 0) throw new ConfigError(all);
	return (loaded = config);
}
