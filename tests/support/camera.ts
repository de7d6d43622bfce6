/** A phone's camera that looks at another screen: Chromium plays what is in a file as what its camera sees. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Page } from 'playwright/test';

import { test as base } from './fixtures.ts';

interface Camera {
	readonly file: string;
	/** From now on it sees what is on this page. */
	lookAt(page: Page): Promise<void>;
}

const FLAGS = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'];

function createCamera(file: string): Camera {
	return {
		file,
		async lookAt(page) {
			await page.locator('.qr').scrollIntoViewIfNeeded();
			const frame = await page.screenshot({ type: 'jpeg', quality: 90 });
			// A film of one picture, over and over.
			await writeFile(file, Buffer.concat([frame, frame]));
		}
	};
}

/** Tests whose browsers have that camera. */
export const test = base.extend<object, { camera: Camera }>({
	camera: [
		async ({}, use) => {
			const folder = await mkdtemp(join(tmpdir(), 'latchkey-camera-'));
			await use(createCamera(join(folder, 'seen.mjpeg')));
			await rm(folder, { recursive: true });
		},
		{ scope: 'worker' }
	],

	launchOptions: [
		async ({ launchOptions, camera }, use) => {
			const film = `--use-file-for-fake-video-capture=${camera.file}`;
			await use({ ...launchOptions, args: [...(launchOptions.args ?? []), ...FLAGS, film] });
		},
		{ scope: 'worker' }
	]
});
