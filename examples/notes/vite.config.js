import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vite';

export default defineConfig({
	plugins: [
		sveltekit({
			adapter: adapter(),
			// Latchkey posts a form without an origin when a session ends; src/hooks.server.js looks at all others.
			csrf: { trustedOrigins: ['*'] },
			csp: {
				mode: 'nonce',
				// No `form-action`: signing out goes on to Latchkey, and browsers hold that against the form.
				directives: {
					'default-src': ['self'],
					'base-uri': ['none'],
					'frame-ancestors': ['none'],
					'object-src': ['none'],
					'style-src-attr': ['unsafe-inline']
				}
			}
		})
	]
});
