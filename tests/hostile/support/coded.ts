/** People with codes, on two processes whose clocks are one. */
import { expect } from 'vitest';

import type { Browser } from './browser.ts';
import type { OnStores } from './both.ts';
import { json } from './http.ts';
import { answerTo, appMember, challenged, through, type AppMember } from './people.ts';

export const STEP_MS = 30_000;

export function createCoded({ world, other }: OnStores) {
	const { server, origin } = world;
	const both = [server, other];

	/** Time is the same for everybody. */
	const pass = async (ms: number) => {
		for (const each of new Set(both)) await each.advance(ms);
	};
	const member = async (): Promise<AppMember> => {
		const one = await appMember(world);
		if (other !== server) await other.advance(server.now().getTime() - other.now().getTime());
		return one;
	};
	/** Every second one by the other process. */
	const at = (index: number, browser: Browser): Browser =>
		index % 2 === 0 ? browser : through(browser, other, origin);

	const honest = async (ada: AppMember) => {
		await pass(2 * STEP_MS);
		const { browser, id } = await challenged(world, ada);
		expect(json(await answerTo(browser, id, await ada.code()))).toMatchObject({ verified: true });
		expect((await browser.get('/api/v1/session')).status).toBe(200);
	};

	return { both, pass, member, at, honest };
}
