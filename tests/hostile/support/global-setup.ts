/** Looks the routes up once for all files: that loads the whole server. */
import type { TestProject } from 'vitest/node';

import { findRoutes, type Route } from './find-routes.ts';

declare module 'vitest' {
	interface ProvidedContext {
		routes: readonly Route[];
	}
}

export function setup({ provide }: TestProject): void {
	provide('routes', findRoutes());
}
