import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from 'playwright/test';

/** Each colour scheme and each width once: colours do not depend on the width, nor the layout on colours. */
const RENDERINGS = [
	{ colorScheme: 'light', width: 360 },
	{ colorScheme: 'dark', width: 1280 }
] as const;

/**
 * No violations as the page stands, in light and dark, on a phone and on a desk, and no sideways scrolling.
 * Looked at on the embedded stores only: a screen is the same whatever stores are behind it.
 */
export async function expectAccessible(page: Page): Promise<void> {
	if (test.info().project.name !== 'embedded') return;
	const before = page.viewportSize();
	for (const { colorScheme, width } of RENDERINGS) {
		await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
		await page.setViewportSize({ width, height: 800 });
		const { violations } = await new AxeBuilder({ page }).analyze();
		const found = violations.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)]);
		expect(found, `${page.url()} ${colorScheme} ${width}`).toEqual([]);
		const overflow = await page.evaluate(
			() => document.documentElement.scrollWidth - document.documentElement.clientWidth
		);
		expect(overflow, `${page.url()} at ${width}`).toBeLessThanOrEqual(0);
	}
	await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1);
	if (before) await page.setViewportSize(before);
}
