/** OpenID Connect Back-Channel Logout 1.0 §4: an application that hangs, leads elsewhere or answers without end. */
import { expect, test } from 'vitest';

import { expectTold, signedInFor, toldTo } from '../support/logouts.ts';
import { expectSignedIn } from '../support/leaving.ts';
import { newVisitor } from '../support/visitor.ts';

const HOSTILE = ['hanging', 'redirecting', 'endless'] as const;

test('it delays neither the sign-out nor other applications, and is followed nowhere', async () => {
	const visitor = await newVisitor();
	const { sub } = await signedInFor(visitor, 'listening');
	for (const id of HOSTILE) await signedInFor(visitor, id);
	await visitor.signOut();
	await expectSignedIn(visitor, 401);
	for (const id of HOSTILE) await expectTold(id, sub);
	await expectTold('listening', sub);
	expect(await toldTo('followed', sub)).toEqual([]);
	// Whoever comes next is told as before.
	const next = await newVisitor();
	const again = await signedInFor(next, 'listening');
	await next.signOut();
	await expectTold('listening', again.sub);
});
