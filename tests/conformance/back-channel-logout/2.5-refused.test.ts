/** OpenID Connect Back-Channel Logout 1.0 §2.5 and §2.8: what was not taken is sent again. */
import { expect, test } from 'vitest';

import { pass } from '../support/clock.ts';
import { expectTold, signedInFor, verified } from '../support/logouts.ts';
import { newVisitor } from '../support/visitor.ts';

test('an application that is away for a moment is told when it is back, by a token of its own', async () => {
	const visitor = await newVisitor();
	const { sub, sid } = await signedInFor(visitor, 'refusing');
	await visitor.signOut();
	await expectTold('refusing', sub);
	await pass(10);
	const tokens = await Promise.all((await expectTold('refusing', sub, 2)).map(verified));
	for (const token of tokens) expect(token).toMatchObject({ sub, sid });
	expect(new Set(tokens.map(({ jti }) => jti)).size).toBe(2);
});
