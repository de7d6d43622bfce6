/** OpenID Connect Core 1.0 §3.1.2.1: who is signed in is asked again. */
import { expect, test } from 'vitest';

import { expectAsked } from '../support/answers.ts';
import { pass } from '../support/clock.ts';
import { both } from '../support/relying-party.ts';

test('oidcc-prompt-login: the proof is a new one, of the same account', async () => {
	const { visitor, party } = await both();
	const before = (await party.signIn(visitor)).claims();
	await pass(2);
	const { url, finish } = await party.request({ prompt: 'login' });
	const asked = await visitor.open(url);
	expectAsked(asked, /\/verify\//);
	const after = (await finish(await visitor.answer(asked))).claims();
	expect(after?.sub).toBe(before?.sub);
	expect(after?.auth_time).toBeGreaterThan(before?.auth_time ?? Infinity);
});
