/** What applications import: `latchkey/client` for their pages, `latchkey/server` for their APIs. */
import { defineConfig } from 'vite';

export default defineConfig({
	// Nothing of the service's own pages belongs to it.
	publicDir: false,
	build: {
		outDir: 'dist',
		target: 'es2022',
		minify: false,
		lib: {
			formats: ['es'],
			entry: {
				'client/index': 'src/client/index.ts',
				'client/proof': 'src/client/proof.ts',
				'client/svelte': 'src/client/svelte.ts',
				'verifier/index': 'src/verifier/index.ts'
			}
		},
		rolldownOptions: {
			external: ['@simplewebauthn/browser', /^svelte(\/|$)/, /^node:/],
			output: { chunkFileNames: 'parts/[name]-[hash].js' }
		}
	}
});
