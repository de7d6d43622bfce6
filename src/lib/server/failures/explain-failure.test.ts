import { expect, test } from 'vitest';

import { parseConfig } from '#lib/server/config/index.ts';

import { explainFailure } from './explain-failure.ts';

const config = parseConfig({
	DATABASE_URL: 'postgres://latchkey:hunter2%21@db/latchkey?password=hunter3',
	REDIS_URL: 'redis://:hunter4@cache',
	SMTP_URL: 'smtps://a:hunter5@mail',
	LATCHKEY_MAIL_FROM: 'a@example.org',
	LATCHKEY_METRICS_PORT: '9464'
});
const explain = (error: unknown) =>
	explainFailure(error, { config, what: 'Latchkey could not start' });

test.each([
	'connect to postgres://latchkey:hunter2%21@db/latchkey?password=hunter3',
	'password hunter2! is wrong',
	'password hunter2%21 is wrong',
	'redis://:hunter4@cache, smtps://a:hunter5@mail'
])('what a library says is told without the passwords of the settings: %s', (message) => {
	for (const error of [new Error(message), Object.assign(new Error(message), { code: '28P01' })]) {
		const text = explain(error);
		expect(text).toMatch(/^Latchkey could not start: \S/);
		expect(text).not.toContain('hunter');
	}
});

test('an error has no more than its message: what a library keeps beside it may be a secret', () => {
	const error = Object.assign(new TypeError('Invalid URL'), { input: 'postgres://a:hunter6@' });
	expect(explain(error)).not.toContain('hunter');
});

test('a port that is taken is named with the setting that moves it', () => {
	const taken = (port: number) => Object.assign(new Error(), { code: 'EADDRINUSE', port });
	expect(explain(taken(3000))).toContain('Port 3000 is already in use');
	expect(explain(taken(9464))).toContain('set LATCHKEY_METRICS_PORT');
});
