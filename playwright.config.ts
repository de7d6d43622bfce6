import { existsSync } from 'node:fs';

import { defineConfig } from 'playwright/test';

import type { WorkerOptions } from './tests/support/fixtures.ts';

const chromium = '/usr/bin/chromium';

export default defineConfig<object, WorkerOptions>({
	testDir: 'tests',
	testMatch: '**/*.spec.ts',
	outputDir: 'test-results',
	workers: 2,
	retries: 0,
	fullyParallel: false,
	forbidOnly: true,
	timeout: 30_000,
	expect: { timeout: 15_000 },
	reporter: 'list',
	use: {
		browserName: 'chromium',
		locale: 'en-US',
		timezoneId: 'UTC',
		actionTimeout: 10_000,
		navigationTimeout: 15_000,
		trace: 'off',
		screenshot: 'off',
		video: 'off',
		launchOptions: {
			...(existsSync(chromium) ? { executablePath: chromium } : {}),
			args: [
				'--no-sandbox',
				'--disable-gpu',
				'--disable-quic',
				'--no-first-run',
				'--disable-background-networking',
				'--disable-component-update',
				'--disable-sync'
			]
		}
	},
	projects: [
		{ name: 'embedded', use: { stores: 'embedded' } },
		// What is only about screens runs once.
		{ name: 'redis-postgres', use: { stores: 'redis-postgres' }, grepInvert: /@screens/ }
	]
});
