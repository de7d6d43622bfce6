import { createHash } from 'node:crypto';
import { resolve } from 'node:path';

import { describe, expect, test } from 'vitest';

import { ACTIONS } from '#lib/server/policy/index.ts';
import { ConfigError, parseConfig } from './index.ts';

/** Keys that are the same in each run, and as various as random ones. */
const bytes = (seed: number) => createHash('sha256').update(String(seed)).digest();
const key = (seed: number) => bytes(seed).toString('base64url');
const weak = Buffer.alloc(32).toString('base64url');

function problemsOf(environment: Record<string, string>): Record<string, string> {
	try {
		parseConfig(environment);
	} catch (error) {
		if (!(error instanceof ConfigError)) throw error;
		return Object.fromEntries(error.problems.map((each) => [each.setting, each.problem]));
	}
	return {};
}

function reportOf(environment: Record<string, string>): string {
	try {
		parseConfig(environment);
	} catch (error) {
		return String(error);
	}
	return '';
}

describe('defaults', () => {
	test.each(['off', '0'])('a recovery by e-mail alone is not offered by %s', (wait) => {
		expect(parseConfig({ LATCHKEY_RECOVERY_WAIT: wait })).not.toHaveProperty('recoveryWaitMs');
	});

	test('an empty environment serves this machine from embedded stores', () => {
		expect(parseConfig({})).toEqual({
			port: 3000,
			host: '127.0.0.1',
			origin: 'http://localhost:3000',
			rpId: 'localhost',
			isSecure: false,
			dataDir: resolve('data'),
			keyFile: resolve('data/master.key'),
			signUp: 'open',
			trustedProxies: [],
			unencryptedHosts: [],
			mustEncryptMail: false,
			pushHosts: [],
			throttleScale: 1,
			clients: [],
			tokenReuse: 'session',
			sites: [],
			relatedOrigins: [],
			productName: 'Latchkey',
			recoveryWaitMs: 72 * 60 * 60_000,
			logLevel: 'info',
			metricsHost: '127.0.0.1',
			drainSeconds: 0,
			methods: ['phones', 'photo-codes', 'totp'],
			strongActions: ACTIONS,
			secondFactor: 'optional',
			rememberDays: 30,
			textCountries: [],
			textPerCountry: 200
		});
	});

	test('the origin follows the port', () => {
		expect(parseConfig({ PORT: '4000' }).origin).toBe('http://localhost:4000');
	});

	test('an empty setting counts as unset', () => {
		const config = parseConfig({ REDIS_URL: '', PORT: ' ' });
		expect(config.port).toBe(3000);
		expect(config).not.toHaveProperty('redisUrl');
	});

	test('the value cannot be changed', () => {
		const config = parseConfig({ LATCHKEY_TRUSTED_PROXIES: '10.0.0.1' });
		expect(Object.isFrozen(config)).toBe(true);
		expect(Object.isFrozen(config.trustedProxies)).toBe(true);
	});
});

describe('every setting', () => {
	test('is read', () => {
		const config = parseConfig({
			PORT: '8443',
			HOST: '0.0.0.0',
			LATCHKEY_ORIGIN: 'https://id.example.org',
			LATCHKEY_RP_ID: 'example.org',
			LATCHKEY_DATA_DIR: '/var/lib/latchkey',
			DATABASE_URL: 'postgresql://a:b@db/latchkey',
			REDIS_URL: 'rediss://cache:6380/2',
			LATCHKEY_MASTER_KEYS: `new:${key(2)}, old:${key(1)}`,
			LATCHKEY_SIGN_UP: 'invitation',
			LATCHKEY_TRUSTED_PROXIES: '10.0.0.0/8, ::1',
			LATCHKEY_UNENCRYPTED_HOSTS: 'mail.example.org, 192.0.2.1',
			SMTP_URL: 'smtp://mail',
			LATCHKEY_MAIL_FROM: 'Latchkey <no-reply@example.org>',
			LATCHKEY_PUSH_HOSTS: 'push.example.org',
			LATCHKEY_THROTTLE_SCALE: '0.5',
			LATCHKEY_RELATED_ORIGINS: 'https://example.net,https://example.com/',
			LATCHKEY_PRODUCT_NAME: 'Acme ID',
			LATCHKEY_LOG_LEVEL: 'warn',
			LATCHKEY_METRICS_PORT: '9464',
			LATCHKEY_METRICS_HOST: '0.0.0.0',
			LATCHKEY_DRAIN_SECONDS: '5',
			LATCHKEY_RECOVERY_WAIT: '48',
			LATCHKEY_FORWARD_AUTH:
				'[{"origin":"https://app.example.org","rules":[{"path":"/","for":["members"]}]}]',
			LATCHKEY_CLIENTS:
				'[{"id":"notes","name":"Notes","origins":["http://localhost:5173"],"audience":"notes"}]',
			LATCHKEY_TOKEN_REUSE: 'account',
			LATCHKEY_METHODS: 'totp, text-codes',
			LATCHKEY_STRONG_ACTIONS: 'administer, change-factors',
			LATCHKEY_SECOND_FACTOR: 'everybody',
			LATCHKEY_REMEMBER_DAYS: '7',
			LATCHKEY_TEXT_GATEWAY: 'twilio',
			LATCHKEY_TEXT_COUNTRIES: '+41, +49',
			LATCHKEY_TEXT_PER_COUNTRY: '50',
			LATCHKEY_TWILIO_ACCOUNT: `AC${'0'.repeat(32)}`,
			LATCHKEY_TWILIO_TOKEN: 'token'.repeat(5),
			LATCHKEY_TWILIO_FROM: '+15005550006'
		});
		expect(config).toEqual({
			port: 8443,
			host: '0.0.0.0',
			origin: 'https://id.example.org',
			rpId: 'example.org',
			isSecure: true,
			dataDir: '/var/lib/latchkey',
			keyFile: '/var/lib/latchkey/master.key',
			databaseUrl: 'postgresql://a:b@db/latchkey',
			redisUrl: 'rediss://cache:6380/2',
			masterKeys: [
				{ id: 'new', key: new Uint8Array(bytes(2)) },
				{ id: 'old', key: new Uint8Array(bytes(1)) }
			],
			signUp: 'invitation',
			trustedProxies: ['10.0.0.0/8', '::1'],
			unencryptedHosts: ['mail.example.org', '192.0.2.1'],
			mustEncryptMail: false,
			smtpUrl: 'smtp://mail',
			mailFrom: 'Latchkey <no-reply@example.org>',
			pushHosts: ['push.example.org'],
			throttleScale: 0.5,
			relatedOrigins: ['https://example.net', 'https://example.com'],
			sites: [
				{
					origin: 'https://app.example.org',
					rules: [{ path: '/', for: ['members'], aal: 1 }]
				}
			],
			clients: [
				{
					id: 'notes',
					name: 'Notes',
					origins: ['http://localhost:5173'],
					audience: 'notes',
					mustProveKey: false
				}
			],
			tokenReuse: 'account',
			productName: 'Acme ID',
			recoveryWaitMs: 48 * 60 * 60_000,
			logLevel: 'warn',
			metricsPort: 9464,
			metricsHost: '0.0.0.0',
			drainSeconds: 5,
			methods: ['totp', 'text-codes'],
			strongActions: ['administer', 'change-factors'],
			secondFactor: 'everybody',
			rememberDays: 7,
			textCountries: ['+41', '+49'],
			textPerCountry: 50,
			textGateway: {
				kind: 'twilio',
				account: `AC${'0'.repeat(32)}`,
				token: 'token'.repeat(5),
				from: '+15005550006'
			}
		});
	});

	test.each([
		['LATCHKEY_TEXT_GATEWAY', { LATCHKEY_TEXT_GATEWAY: 'log' }],
		['LATCHKEY_METHODS', { LATCHKEY_METHODS: 'mail-codes' }]
	])(
		'%s is refused on a public origin where codes would be shown or nothing carries them',
		(name, given) => {
			const LATCHKEY_ORIGIN = 'https://id.example.org';
			expect(Object.keys(problemsOf({ LATCHKEY_ORIGIN, ...given }))).toEqual([name]);
			expect(problemsOf(given)).toEqual({});
		}
	);

	test('a mail server comes with an address that mail is from', () => {
		expect(Object.keys(problemsOf({ SMTP_URL: 'smtp://mail.example.org' }))).toEqual([
			'LATCHKEY_MAIL_FROM'
		]);
	});

	test.each([
		['PORT', '0'],
		['PORT', '70000'],
		['PORT', '3000x'],
		['HOST', 'http://here'],
		['LATCHKEY_ORIGIN', 'example.org'],
		['LATCHKEY_ORIGIN', 'http://example.org'],
		['LATCHKEY_ORIGIN', 'http://localhost.example.org'],
		['LATCHKEY_ORIGIN', 'https://example.org/sign-in'],
		['LATCHKEY_ORIGIN', 'https://me:secret@example.org'],
		['LATCHKEY_ORIGIN', 'ftp://localhost'],
		['LATCHKEY_RP_ID', 'https://localhost'],
		['LATCHKEY_RP_ID', 'localhost:3000'],
		['DATABASE_URL', 'mysql://db/latchkey'],
		['DATABASE_URL', 'postgres'],
		['REDIS_URL', 'http://cache'],
		['LATCHKEY_MASTER_KEYS', key(1)],
		['LATCHKEY_MASTER_KEYS', `:${key(1)}`],
		['LATCHKEY_MASTER_KEYS', 'short:AAAA'],
		['LATCHKEY_MASTER_KEYS', `padded:${key(1)}=`],
		['LATCHKEY_MASTER_KEYS', `one:${key(1)},`],
		['LATCHKEY_MASTER_KEYS', `same:${key(1)},same:${key(2)}`],
		['LATCHKEY_MASTER_KEYS', `one:${key(1)},other:${key(1)}`],
		['LATCHKEY_MASTER_KEYS', `good:${key(1)},weak:${weak}`],
		['LATCHKEY_UNENCRYPTED_HOSTS', 'redis://cache'],
		['LATCHKEY_UNENCRYPTED_HOSTS', 'cache:6379'],
		['LATCHKEY_SIGN_UP', 'maybe'],
		['LATCHKEY_TRUSTED_PROXIES', '10.0.0.0/33'],
		['LATCHKEY_TRUSTED_PROXIES', '10.0.0.0/8/8'],
		['LATCHKEY_TRUSTED_PROXIES', '0.0.0.0/0'],
		['LATCHKEY_TRUSTED_PROXIES', '::/0'],
		['LATCHKEY_TRUSTED_PROXIES', '10.0.0.1,0.0.0.0/1,128.0.0.0/1'],
		['DATABASE_URL', 'postgres://a:b@db.example.org/latchkey'],
		['DATABASE_URL', 'postgres://a:b@192.0.2.1/latchkey?sslmode=disable'],
		['DATABASE_URL', 'postgres://a@db.example.org/latchkey?sslmode=verify-full'],
		['DATABASE_URL', 'postgres://a:b@localhost/latchkey?host=db.example.org'],
		['DATABASE_URL', 'postgres://a:b@localhost/latchkey?host=localhost&host=db.example.org'],
		['DATABASE_URL', 'postgres://a:b@db.example.org/latchkey?host='],
		['DATABASE_URL', 'postgres://a:b@192%2E0%2E2%2E9/latchkey'],
		['DATABASE_URL', 'postgres://a:b@192.0.2.9/latchkey?ssl=true'],
		['DATABASE_URL', 'postgres://a:b@192.0.2.9/latchkey?ssl=true&sslmode=disable'],
		['DATABASE_URL', 'postgres://a:b@192.0.2.9/latchkey?ssl=true&sslmode=no-verify'],
		['DATABASE_URL', 'postgres://a:b@192.0.2.9/latchkey?uselibpqcompat=true&sslmode=require'],
		['DATABASE_URL', 'postgres://a:b@192.0.2.9/latchkey?sslmode=verify-full&sslmode=disable'],
		['REDIS_URL', 'redis://:secret@redis.example.org'],
		['REDIS_URL', 'rediss://redis.example.org'],
		['REDIS_URL', 'redis://[2001:db8::1]:6379'],
		['LATCHKEY_TRUSTED_PROXIES', 'proxy.example.org'],
		['SMTP_URL', 'mail.example.org:25'],
		['LATCHKEY_MAIL_FROM', 'nobody'],
		['LATCHKEY_THROTTLE_SCALE', '0'],
		['LATCHKEY_THROTTLE_SCALE', 'Infinity'],
		['LATCHKEY_THROTTLE_SCALE', 'many'],
		['LATCHKEY_RELATED_ORIGINS', 'http://example.net'],
		['LATCHKEY_RELATED_ORIGINS', 'https://example.net/path'],
		['LATCHKEY_PRODUCT_NAME', 'x'.repeat(61)],
		['LATCHKEY_LOG_LEVEL', 'loud'],
		['LATCHKEY_METRICS_PORT', '0'],
		['LATCHKEY_METRICS_PORT', '3000'],
		['LATCHKEY_METRICS_HOST', 'http://here'],
		['LATCHKEY_FORWARD_AUTH', 'app.example.org'],
		['LATCHKEY_FORWARD_AUTH', '{}'],
		['LATCHKEY_RECOVERY_WAIT', '1'],
		['LATCHKEY_METHODS', 'passwords'],
		['LATCHKEY_METHODS', 'totp,text-codes'],
		['LATCHKEY_STRONG_ACTIONS', 'sign-in'],
		['LATCHKEY_TOKEN_REUSE', 'everything'],
		['LATCHKEY_SECOND_FACTOR', 'yes'],
		['LATCHKEY_TEXT_GATEWAY', 'pigeon'],
		['LATCHKEY_TEXT_GATEWAY', 'webhook'],
		['LATCHKEY_TEXT_GATEWAY', 'twilio'],
		['LATCHKEY_TEXT_COUNTRIES', '41'],
		['LATCHKEY_TEXT_COUNTRIES', '+0'],
		['LATCHKEY_TEXT_PER_COUNTRY', '0'],
		['LATCHKEY_TEXT_WEBHOOK_URL', 'http://texts.example.org/send'],
		['LATCHKEY_TEXT_WEBHOOK_URL', 'http://169.254.169.254/latest'],
		['LATCHKEY_TEXT_WEBHOOK_URL', 'https://me:secret@texts.example.org/send'],
		['LATCHKEY_TEXT_WEBHOOK_URL', 'file:///etc/passwd'],
		['LATCHKEY_TEXT_WEBHOOK_SECRET', 'short'],
		['LATCHKEY_TWILIO_ACCOUNT', '../Accounts/AC1'],
		['LATCHKEY_TWILIO_FROM', '0791234567'],
		['LATCHKEY_RECOVERY_WAIT', '23'],
		['LATCHKEY_RECOVERY_WAIT', '721'],
		['LATCHKEY_RECOVERY_WAIT', '3d'],
		['LATCHKEY_DRAIN_SECONDS', '-1'],
		['LATCHKEY_DRAIN_SECONDS', '301']
	])('%s refuses %s', (name, value) => {
		expect(Object.keys(problemsOf({ [name]: value }))).toEqual([name]);
	});

	test('all that is wrong with the sites behind a proxy is said at once, by its place', () => {
		const sites = [
			{ origin: 'http://app.example.org', rules: [{ path: '/a/', for: 'nobody' }] },
			{ origin: 'https://app.example.org', rules: [], more: true }
		];
		const said = problemsOf({
			LATCHKEY_FORWARD_AUTH: JSON.stringify(sites),
			LATCHKEY_TRUSTED_PROXIES: '127.0.0.1'
		})['LATCHKEY_FORWARD_AUTH'];
		for (const place of ['0.origin', '0.rules.0.path', '0.rules.0.for', '1.rules', '1.more'])
			expect(said).toContain(`at ${place}: `);
	});

	test('sites behind a proxy come with a proxy that is believed', () => {
		const sites = '[{"origin":"https://a.example.org","rules":[{"path":"/","for":"accounts"}]}]';
		expect(Object.keys(problemsOf({ LATCHKEY_FORWARD_AUTH: sites }))).toEqual([
			'LATCHKEY_FORWARD_AUTH'
		]);
		const LATCHKEY_TRUSTED_PROXIES = '127.0.0.1';
		const given = { LATCHKEY_FORWARD_AUTH: sites, LATCHKEY_TRUSTED_PROXIES };
		expect(problemsOf(given)).toEqual({});
		const own = { ...given, LATCHKEY_ORIGIN: 'https://a.example.org' };
		expect(Object.keys(problemsOf(own))).toEqual(['LATCHKEY_FORWARD_AUTH']);
	});

	test.each([
		'http://localhost:3000',
		'http://127.0.0.1:3000',
		'http://[::1]:3000',
		'http://id.localhost:3000',
		'https://id.example.org'
	])('the origin may be %s', (origin) => {
		expect(parseConfig({ LATCHKEY_ORIGIN: origin }).origin).toBe(origin);
	});
});

describe('stores may be spoken to in the clear, or without a password', () => {
	test.each([
		['REDIS_URL', 'redis://redis:6379'],
		['REDIS_URL', 'redis://127.0.0.1'],
		['REDIS_URL', 'redis://[fd00::1]:6379'],
		['REDIS_URL', 'redis://cache.internal'],
		['REDIS_URL', 'rediss://:secret@redis.example.org'],
		['DATABASE_URL', 'postgres://a:b@10.1.2.3/latchkey'],
		['DATABASE_URL', 'postgres://db/latchkey?host=/run/postgresql'],
		['DATABASE_URL', 'postgres://%2Frun%2Fpostgresql.d/latchkey'],
		['DATABASE_URL', 'postgres://a:b@db.example.org/latchkey?sslmode=verify-full'],
		['DATABASE_URL', 'postgres://a@db.example.org/latchkey?sslmode=verify-full&sslcert=/a.pem']
	])('where strangers cannot listen: %s %s', (name, value) => {
		expect(problemsOf({ [name]: value })).toEqual({});
	});

	test.each([
		['smtp://mail.example.org:587', true],
		['smtp://mail:25', false],
		['smtp://192.168.1.2', false],
		['smtp://post.example.org', false]
	])('but not mail: %s must be encrypted: %s', (SMTP_URL, must) => {
		const LATCHKEY_UNENCRYPTED_HOSTS = 'post.example.org';
		const LATCHKEY_MAIL_FROM = 'a@example.org';
		const config = parseConfig({ SMTP_URL, LATCHKEY_MAIL_FROM, LATCHKEY_UNENCRYPTED_HOSTS });
		expect(config.mustEncryptMail).toBe(must);
	});

	test('where the operator says so by name, though never without a password', () => {
		const allowed = { LATCHKEY_UNENCRYPTED_HOSTS: 'Redis.Example.org' };
		const withPassword = { ...allowed, REDIS_URL: 'redis://:secret@redis.example.org' };
		expect(problemsOf(withPassword)).toEqual({});
		const without = { ...allowed, REDIS_URL: 'redis://redis.example.org' };
		expect(Object.keys(problemsOf(without))).toEqual(['REDIS_URL']);
	});
});

describe('settings that depend on each other', () => {
	test.each([
		['id.example.org', true],
		['example.org', true],
		['org', false],
		['ample.org', false],
		['other.example.org', false],
		['a.id.example.org', false]
	])('the RP ID %s under https://id.example.org is allowed: %s', (rpId, allowed) => {
		const problems = problemsOf({
			LATCHKEY_ORIGIN: 'https://id.example.org',
			LATCHKEY_RP_ID: rpId
		});
		expect(Object.keys(problems)).toEqual(allowed ? [] : ['LATCHKEY_RP_ID']);
	});

	test('limits cannot be widened on a public origin', () => {
		const widened = { LATCHKEY_THROTTLE_SCALE: '2' };
		expect(parseConfig(widened).throttleScale).toBe(2);
		const problems = problemsOf({ ...widened, LATCHKEY_ORIGIN: 'https://example.org' });
		expect(Object.keys(problems)).toEqual(['LATCHKEY_THROTTLE_SCALE']);
	});
});

describe('a secret in a file', () => {
	const files: Record<string, string> = {
		'/run/redis': 'redis://:hunter2@cache\n',
		'/run/keys': `new:${key(2)}\n`,
		'/run/database': 'postgres://a:b@db/latchkey',
		'/run/mail': 'smtp://mail',
		'/run/empty': ' \n'
	};
	const readFile = (path: string) => {
		const text = files[path];
		if (text === undefined) throw Object.assign(new Error(path), { code: 'ENOENT' });
		return text;
	};
	const problems = (environment: Record<string, string>) => {
		try {
			parseConfig(environment, readFile);
		} catch (error) {
			if (!(error instanceof ConfigError)) throw error;
			expect(error.message).not.toContain('hunter2');
			return error.problems.map(({ setting, problem }) => `${setting} ${problem}`);
		}
		return [];
	};

	test('is read, without the line end that editors leave', () => {
		const config = parseConfig(
			{
				REDIS_URL_FILE: '/run/redis',
				DATABASE_URL_FILE: '/run/database',
				LATCHKEY_MASTER_KEYS_FILE: '/run/keys',
				SMTP_URL_FILE: '/run/mail',
				LATCHKEY_MAIL_FROM: 'no-reply@example.org'
			},
			readFile
		);
		expect(config).toMatchObject({
			redisUrl: 'redis://:hunter2@cache',
			databaseUrl: 'postgres://a:b@db/latchkey',
			smtpUrl: 'smtp://mail',
			masterKeys: [{ id: 'new' }]
		});
	});

	test('is held to the same rules', () => {
		expect(problems({ REDIS_URL_FILE: '/run/mail' })).toEqual([
			'REDIS_URL must begin with redis:// or rediss://'
		]);
	});

	test('beside the setting itself is a mistake, since nobody can tell which is meant', () => {
		expect(problems({ REDIS_URL_FILE: '/run/redis', REDIS_URL: 'redis://cache' })).toEqual([
			'REDIS_URL_FILE is set, and so is REDIS_URL: one of them must go'
		]);
	});

	test('that is empty or cannot be read is a mistake', () => {
		expect(problems({ REDIS_URL_FILE: '/run/empty', SMTP_URL_FILE: '/run/none' })).toEqual([
			'REDIS_URL_FILE names an empty file',
			'SMTP_URL_FILE names a file that cannot be read (ENOENT)'
		]);
	});

	test('is for secrets only', () => {
		expect(problems({ LATCHKEY_ORIGIN_FILE: '/run/mail' })).toEqual([
			'LATCHKEY_ORIGIN_FILE is not a setting'
		]);
	});
});

describe('the report', () => {
	test('names every mistake at once, rules between settings included', () => {
		const problems = problemsOf({
			PORT: 'x',
			REDIS_URL: 'x',
			LATCHKEY_ORIGN: 'https://example.org',
			LATCHKEY_SIGN_UP: 'x'
		});
		expect(Object.keys(problems).sort()).toEqual([
			'LATCHKEY_ORIGN',
			'LATCHKEY_SIGN_UP',
			'PORT',
			'REDIS_URL'
		]);
		expect(
			Object.keys(problemsOf({ LATCHKEY_RP_ID: 'example.net', LATCHKEY_SIGN_UP: 'x' })).sort()
		).toEqual(['LATCHKEY_RP_ID', 'LATCHKEY_SIGN_UP']);
	});

	test('gives the nearest name for one that is unknown', () => {
		expect(reportOf({ LATCHKEY_RPID: 'x' })).toContain('Did you mean LATCHKEY_RP_ID?');
	});

	test('gives an example', () => {
		expect(reportOf({ PORT: 'x' })).toContain('Example: 3000');
	});

	test('never repeats a value', () => {
		const value = 'hunter2-hunter2';
		const everywhere = Object.fromEntries(
			['PORT', 'DATABASE_URL', 'REDIS_URL', 'SMTP_URL', 'LATCHKEY_MASTER_KEYS', 'LATCHKEY_KEY'].map(
				(name) => [name, value]
			)
		);
		expect(Object.keys(problemsOf(everywhere))).toHaveLength(6);
		expect(reportOf(everywhere)).not.toContain(value);
	});
});
