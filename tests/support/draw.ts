/** Pictures of screens: light and dark, on a desk and on a phone. */
import { join } from 'node:path';

import { expect, test, type Page } from 'playwright/test';

export async function draw(page: Page, name: string): Promise<void> {
	const folder = process.env['SCREENSHOTS'] ?? test.info().outputDir;
	for (const colorScheme of ['light', 'dark'] as const)
		for (const [device, width] of [
			['', 1280],
			['-phone', 360]
		] as const) {
			await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
			await page.setViewportSize({ width, height: 800 });
			await page.reload({ waitUntil: 'networkidle' });
			// What the address names is below the fold.
			await page.locator(':target').evaluateAll(([named]) => named?.scrollIntoView());
			const path = join(folder, `${name}${device}-${colorScheme}.png`);
			const picture = await page.screenshot({ path, animations: 'disabled' });
			expect(picture.byteLength).toBeGreaterThan(5000);
		}
}
