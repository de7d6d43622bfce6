import './src/main/node-version.ts';

import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
import { loadEnv } from 'vite';
import { defineConfig } from 'vitest/config';

/** Kit 3 refuses a `svelte.config.js`: its options stand here. */
const kit: Parameters<typeof sveltekit>[0] = {
	adapter: adapter(),
	// `requireSameOrigin` asks more, of every content type, and answers with a problem.
	csrf: { trustedOrigins: ['*'] },
	csp: {
		mode: 'nonce',
		directives: {
			'default-src': ['self'],
			'base-uri': ['none'],
			'form-action': ['self'],
			'frame-ancestors': ['none'],
			'img-src': ['self', 'data:'],
			'object-src': ['none'],
			// Kit's own markup needs it, for attributes only.
			'style-src-attr': ['unsafe-inline']
		}
	}
};

const contract = 'src/lib/server/adapters/**/*.test.ts';

export default defineConfig(({ mode }) => {
	const { PORT = '3000' } = loadEnv(mode, process.cwd(), 'PORT');
	return {
		plugins: [sveltekit(kit)],
		server: { host: '127.0.0.1', port: Number(PORT), strictPort: true },
		// The script of a page that is not hydrated is built by `?worker&url`.
		worker: { format: 'es' },
		environments: {
			ssr: {
				build: {
					// Built with Kit's own entries, so that the process entry and the hooks share one app.
					rolldownOptions: { input: { main: 'src/main/index.ts', cli: 'src/cli/index.ts' } }
				}
			}
		},
		test: {
			allowOnly: false,
			// A busy machine is slow; no test is about time.
			testTimeout: 60_000,
			hookTimeout: 60_000,
			projects: [
				{
					extends: true,
					test: { name: 'unit', include: ['src/**/*.test.ts'], exclude: [contract] }
				},
				{ extends: true, test: { name: 'contract', include: [contract] } },
				{
					extends: true,
					test: {
						name: 'hostile',
						include: ['tests/hostile/**/*.test.ts'],
						globalSetup: 'tests/hostile/support/global-setup.ts',
						maxWorkers: 2
					}
				},
				{
					extends: true,
					test: {
						name: 'conformance',
						include: ['tests/conformance/**/*.test.ts'],
						globalSetup: 'tests/conformance/support/global-setup.ts',
						// One server for all, whose clock some of them move.
						fileParallelism: false,
						isolate: false
					}
				}
			]
		}
	};
});
