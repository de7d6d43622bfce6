/** The frame of an attack: it is refused, nothing has changed, and an honest request right after works. */
import { expect, test } from 'vitest';

import { json, type Answer } from './http.ts';
import type { World } from './world.ts';

export type Refusal = readonly [status: number, code?: string];

export interface Attack {
	/** What has to be so before. */
	readonly given?: () => Promise<unknown>;
	/** All that is sent. Each answer must be the refusal. */
	readonly sends: () => Promise<readonly Answer[]>;
	/** The status, and for the API the stable code; or what to look at, where it differs. */
	readonly refusal: Refusal | ((answer: Answer) => void);
	/** What honest people go on to do; a session check and an unsafe call, if it is not said. */
	readonly honest?: () => Promise<readonly Answer[]>;
}

const isApi = (path: string): boolean => path.startsWith('/api/');

/** What a refusal must look like, whatever it refuses. RFC 9457. */
export function expectRefusal(answer: Answer, [status, code]: Refusal): void {
	const { method, path } = answer.sent;
	const said = { sent: `${method} ${path}`, status: answer.status, cookies: answer.cookies };
	expect(said, answer.body.slice(0, 200)).toEqual({ sent: said.sent, status, cookies: [] });
	if (!isApi(path)) return;
	expect(answer.headers['content-type'], said.sent).toBe('application/problem+json');
	expect(json(answer), said.sent).toMatchObject({ status, ...(code && { code }) });
}

/** What honest people do all day: a session check, and an unsafe call. */
async function everyday({ victim }: World): Promise<readonly Answer[]> {
	return [await victim.get('/api/v1/session'), await victim.api('POST', '/step-up')];
}

/** Does something that must leave every row and key as it was, and honest people undisturbed. */
export async function withoutTrace<Result>(
	world: World,
	act: () => Promise<Result>,
	honest = () => everyday(world)
): Promise<Result> {
	const before = await world.snapshot();
	const result = await act();
	expect(await world.snapshot()).toEqual(before);
	for (const { status, body } of await honest()) expect(status, body).toBeLessThan(400);
	return result;
}

export function attacksOn(world: World) {
	return (name: string, { given, sends, refusal, honest }: Attack): void =>
		test(name, async () => {
			await given?.();
			const act = async () => {
				const answers = await sends();
				expect(answers).not.toEqual([]);
				for (const answer of answers) {
					if (typeof refusal === 'function') refusal(answer);
					else expectRefusal(answer, refusal);
				}
			};
			await withoutTrace(world, act, honest);
		});
}
