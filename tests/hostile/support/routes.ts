/** The routes by what attacks ask of them. */
import { inject } from 'vitest';

import type { Route } from './find-routes.ts';

export type { Route } from './find-routes.ts';

export const routes = inject('routes');

export const unsafeRoutes = routes.filter(({ method }) => method !== 'GET');
export const isForm = ({ group, method }: Route): boolean => group !== 'api' && method !== 'GET';

/** Endpoints of the API that take a body, with the fields that they know. */
export const takers = routes.flatMap(({ fields, ...route }) =>
	fields ? [{ ...route, fields }] : []
);

export type Taker = (typeof takers)[number];

const SHAPES: Readonly<Record<string, unknown>> = { object: {}, array: [] };

/** A body of the right shape, which means nothing to anybody. */
export function shaped({ fields }: Taker): Readonly<Record<string, unknown>> {
	const all = Object.entries(fields);
	const required = all.filter(([, { isRequired }]) => isRequired);
	const texts = all.filter(([, { type }]) => type === 'string');
	const chosen = required.length > 0 ? required : texts;
	return Object.fromEntries(chosen.map(([name, { type }]) => [name, SHAPES[type ?? ''] ?? 'x']));
}

/** The path with each parameter filled by a value that no store knows. */
export const filled = ({ path }: Pick<Route, 'path'>, value = 'nothing'): string =>
	path.replaceAll(/\[\w+\]/g, value);
