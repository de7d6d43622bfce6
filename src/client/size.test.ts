import { gzipSync } from 'node:zlib';

import { build, type Rolldown } from 'vite';
import { expect, test } from 'vitest';

/** What a page loads of an entry, without what it has from elsewhere. */
async function gzipped(entry: string): Promise<number> {
	const built = (await build({
		configFile: false,
		logLevel: 'silent',
		publicDir: false,
		build: {
			write: false,
			minify: true,
			lib: { formats: ['es'], entry },
			rolldownOptions: { external: ['@simplewebauthn/browser'] }
		}
	})) as Rolldown.RolldownOutput[];
	const parts = built.flatMap(({ output }) => output);
	return gzipSync(parts.map((part) => ('code' in part ? part.code : '')).join('')).length;
}

test('the client is smaller than 8 kB', async () => {
	const bytes = await gzipped('src/client/index.ts');
	expect(bytes).toBeGreaterThan(1000);
	expect(bytes).toBeLessThan(8000);
});

test('who proves a key loads no more than 8 kB beside it', async () => {
	expect(await gzipped('src/client/proof.ts')).toBeLessThan(8000);
});
