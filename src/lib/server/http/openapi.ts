import { toJsonSchema } from '@valibot/to-json-schema';

import type { Endpoint } from './endpoint.ts';

type Handlers = Readonly<Record<string, unknown>>;

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

const PROBLEM = {
	type: 'object',
	description: 'RFC 9457 problem details; `code` is stable.',
	required: ['status', 'type', 'code', 'title'],
	properties: {
		status: { type: 'integer' },
		type: { type: 'string' },
		code: { type: 'string' },
		title: { type: 'string' }
	}
} as const;

/** `/src/routes/api/v1/sessions/[id]/+server.ts` becomes `/api/v1/sessions/{id}`. */
function pathOf(file: string): string {
	return file
		.replace(/^.*\/routes/, '')
		.replace(/\/\+server\.ts$/, '')
		.replaceAll(/\[(\w+)\]/g, '{$1}');
}

function operation({ spec }: Endpoint, path: string) {
	const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
		name,
		in: 'path',
		required: true,
		schema: { type: 'string' }
	}));
	const refusals = spec.refuses?.join(', ') ?? 'request.malformed';
	return {
		summary: spec.summary,
		...(spec.security && { security: [{ [spec.security]: [] }] }),
		...(parameters.length > 0 && { parameters }),
		...(spec.body && {
			requestBody: {
				required: true,
				content: {
					'application/json': {
						schema: toJsonSchema(spec.body, { target: 'draft-2020-12', ignoreActions: ['check'] })
					}
				}
			}
		}),
		responses: {
			'2XX': { description: 'Done' },
			default: {
				description: `Refused: ${refusals}`,
				content: {
					'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } }
				}
			}
		}
	};
}

const isEndpoint = (handler: unknown): handler is Endpoint =>
	typeof handler === 'function' && 'spec' in handler;

/** The OpenAPI 3.1 document of endpoints, from the very schemas that parse their input. */
export function describeApi(modules: Readonly<Record<string, Handlers>>, origin: string) {
	const paths: Record<string, Record<string, object>> = {};
	for (const file of Object.keys(modules).toSorted()) {
		const path = pathOf(file);
		for (const method of METHODS) {
			const handler = modules[file]?.[method];
			if (!isEndpoint(handler)) continue;
			paths[path] = { ...paths[path], [method.toLowerCase()]: operation(handler, path) };
		}
	}
	return {
		openapi: '3.1.0',
		info: { title: 'Latchkey', version: '1' },
		servers: [{ url: origin }],
		paths,
		components: {
			schemas: { Problem: PROBLEM },
			securitySchemes: {
				session: { type: 'apiKey', in: 'cookie', name: 'latchkey' },
				application: { type: 'http', scheme: 'bearer', description: 'The key of an application' },
				client: { type: 'http', scheme: 'basic', description: 'The id and secret of a client' }
			}
		}
	};
}
