/** The files that put the service on a machine: what they name must exist, and what they set must be settings. */
import { existsSync, globSync, readFileSync } from 'node:fs';

import { expect, test } from 'vitest';
import { parse } from 'yaml';

import { examples, secretNames } from './environment.ts';

const dockerfile = readFileSync('Dockerfile', 'utf8');
const ignore = readFileSync('.dockerignore', 'utf8');
const unit = readFileSync('deploy/latchkey.service', 'utf8');
const known = new Set<string>([
	...Object.keys(examples),
	...secretNames.map((name) => `${name}_FILE`)
]);
const isOurs = (name: string) => /^(LATCHKEY_|DATABASE_|REDIS_|SMTP_)/.test(name);

interface Service {
	readonly environment?: Readonly<Record<string, string>>;
	readonly secrets?: readonly string[];
	readonly volumes?: readonly string[];
	readonly read_only?: boolean;
	readonly healthcheck?: object;
}

interface Compose {
	readonly services: Readonly<Record<string, Service>>;
	readonly secrets: Readonly<Record<string, object>>;
}

const compose = parse(readFileSync('compose.yaml', 'utf8'), { merge: true }) as Compose;

test('what the image is built from is there, and let through', () => {
	const allowed = [...ignore.matchAll(/^!(\S+)$/gm)].map(([, path = '']) => path);
	for (const path of allowed) expect(existsSync(path), path).toBe(true);
	const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)]
		.flatMap(([, paths = '']) => paths.split(' '))
		.filter((path) => path !== '.');
	expect(copied).not.toHaveLength(0);
	for (const path of copied) expect(allowed).toContain(path);
});

test('what the build needs is let through, and no secret is', () => {
	const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: object };
	expect(scripts).toHaveProperty('build');
	for (const path of ['src', 'migrations', 'static', 'vite.config.ts', 'package-lock.json'])
		expect(ignore).toContain(`!${path}\n`);
	expect(ignore.split('\n')).toContain('*');
	for (const path of ['.env', 'data', 'secrets', '.git'])
		expect(ignore).not.toMatch(new RegExp(`^!${path}`, 'm'));
});

test('the image names a version that is ours, runs as nobody in particular, and fetches nothing by name', () => {
	const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
	expect(dockerfile).toContain(`ARG VERSION=${version}\n`);
	expect(dockerfile).toMatch(/^USER 10001:10001$/m);
	expect(dockerfile).not.toMatch(/https?:\/\/(?!127\.0\.0\.1)/);
});

test('every setting in the image, in compose and in the unit is one', () => {
	const set = [
		...[...dockerfile.matchAll(/\b([A-Z_]+)=/g)].map(([, name = '']) => name),
		...[...unit.matchAll(/[ =]([A-Z_]+)=/g)].map(([, name = '']) => name),
		...Object.values(compose.services).flatMap(({ environment = {} }) => Object.keys(environment))
	].filter(isOurs);
	expect(set.length).toBeGreaterThan(10);
	for (const name of set) expect(known, name).toContain(name);
});

test('compose runs two processes that are read-only and get their secrets as files', () => {
	const { services, secrets } = compose;
	for (const name of ['latchkey-1', 'latchkey-2']) {
		const { environment = {}, secrets: own = [], read_only } = services[name] ?? {};
		expect(read_only).toBe(true);
		for (const secret of own) {
			expect(secrets).toHaveProperty(secret);
			expect(Object.values(environment)).toContain(`/run/secrets/${secret}`);
		}
	}
	for (const name of ['redis', 'postgres']) expect(services[name]?.healthcheck).toBeDefined();
});

test('alerts ask for series that there are', () => {
	const rules = readFileSync('deploy/alerts.yml', 'utf8');
	const meters = globSync('src/lib/server/adapters/prometheus/*.ts')
		.map((path) => readFileSync(path, 'utf8'))
		.join('\n');
	const asked = [...rules.matchAll(/\b(latchkey_\w+?)(?:_bucket)?(?=[{[])/g)].map(
		([, name]) => name
	);
	expect(asked.length).toBeGreaterThan(5);
	for (const name of asked) expect(meters, name).toContain(`'${name}'`);
});

test('what a proxy logs of a request holds neither its query nor what a link from a mail ends in', () => {
	const nginx = readFileSync('deploy/nginx.conf', 'utf8');
	const [, form = ''] = /log_format latchkey '(.*)';/.exec(nginx) ?? [];
	expect(form).toContain('$latchkey_path');
	expect(form).not.toMatch(/\$(request|request_uri|uri|args|query_string|http_referer)\b/);
	expect(nginx).toContain('~^/not-me/ /not-me/-;');
	expect(nginx).toContain('~^/recover/stop/ /recover/stop/-;');
	expect(nginx.match(/^\s*(access|error)_log .*$/gm)?.map((line) => line.trim())).toEqual([
		'access_log /var/log/nginx/latchkey.log latchkey;',
		'error_log /var/log/nginx/latchkey-error.log crit;'
	]);
	const caddy = readFileSync('deploy/Caddyfile', 'utf8');
	for (const field of ['request>uri', 'request>headers>Referer'])
		expect(caddy).toContain(`${field} delete`);
});
