/** Every route there is, from the route modules themselves: a new one is attacked as soon as it exists. */
import { toJsonSchema } from '@valibot/to-json-schema';

import type { EndpointSpec } from '#lib/server/http/endpoint.ts';

interface Field {
	/** Absent where it may be of several. */
	readonly type?: string;
	readonly maxLength?: number;
	readonly isRequired: boolean;
}

type Module = Readonly<Record<string, unknown>>;

export interface Route {
	readonly method: string;
	/** Parameters stand in it as `[id]`; an action as `?/name`. */
	readonly path: string;
	/** Who may be here: nobody is asked, or only an account, or an administrator. */
	readonly group: 'door' | 'account' | 'admin' | 'api' | 'other';
	/** What an endpoint takes in its body, for those that take anything. */
	readonly fields?: Readonly<Record<string, Field>>;
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

const endpoints = import.meta.glob<Module>('/src/routes/**/+server.ts', { eager: true });
const pageServers = import.meta.glob<Module>('/src/routes/**/+page.server.ts', { eager: true });
const pages = import.meta.glob('/src/routes/**/+page.svelte', { query: '?url' });

function pathOf(file: string): string {
	const folder = file.replace('/src/routes', '').replace(/\/\+[^/]+$/, '');
	return folder.replaceAll(/\/\(\w+\)/g, '') || '/';
}

function groupOf(file: string): Route['group'] {
	if (file.includes('/routes/api/')) return 'api';
	const [, group] = /\/\((door|account|admin)\)\//.exec(file) ?? [];
	return (group as Route['group'] | undefined) ?? 'other';
}

interface BodySchema {
	readonly properties: Readonly<Record<string, Omit<Field, 'isRequired'>>>;
	readonly required: readonly string[];
}

function fieldsOf(handler: unknown): Pick<Route, 'fields'> {
	const { spec } = handler as { spec?: EndpointSpec };
	if (!spec?.body) return {};
	const schema = toJsonSchema(spec.body, { ignoreActions: ['check'] }) as unknown as BodySchema;
	const fields = Object.entries(schema.properties).map(([name, { type, maxLength }]) => [
		name,
		{ type, maxLength, isRequired: schema.required.includes(name) }
	]);
	return { fields: Object.fromEntries(fields) as Record<string, Field> };
}

export function findRoutes(): readonly Route[] {
	const calls = Object.entries(endpoints).flatMap(([file, module]) =>
		METHODS.filter((method) => method in module).map((method) => ({
			method,
			path: pathOf(file),
			group: groupOf(file),
			...fieldsOf(module[method])
		}))
	);
	const actions = Object.entries(pageServers).flatMap(([file, { actions: all = {} }]) =>
		Object.keys(all as object).map((name) => ({
			method: 'POST',
			path: name === 'default' ? pathOf(file) : `${pathOf(file)}?/${name}`,
			group: groupOf(file)
		}))
	);
	const views = Object.keys(pages).map((file) => ({
		method: 'GET',
		path: pathOf(file),
		group: groupOf(file)
	}));
	return [...calls, ...actions, ...views];
}
