/** OpenID Connect Back-Channel Logout 1.0 §2.3: each application that the session served, and no other session's. */
import { expect, test } from 'vitest';

import { expectTold, signedInFor, toldTo, verified } from '../support/logouts.ts';
import { newVisitor } from '../support/visitor.ts';

test('whoever signs out here is signed out at each application, by another name for each', async () => {
	const visitor = await newVisitor();
	const one = await signedInFor(visitor, 'listening');
	const two = await signedInFor(visitor, 'listening-too');
	const other = await signedInFor(await newVisitor(), 'listening');
	expect(one.sid).not.toBe(two.sid);
	await visitor.signOut();
	for (const [id, { sub, sid }] of [['listening', one] as const, ['listening-too', two] as const])
		for (const told of await expectTold(id, sub))
			expect(await verified(told)).toMatchObject({ sub, sid });
	expect(await toldTo('listening', other.sub)).toEqual([]);
});
