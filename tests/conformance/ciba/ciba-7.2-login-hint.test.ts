/** CIBA Core 1.0 §7.2 and §15: names of nobody's are answered as any are. */
import { expect, test } from 'vitest';

import { askByHand, newHolder, pollOnce } from '../support/backchannel.ts';
import { newVisitor } from '../support/visitor.ts';

async function shapeOf(login_hint: string) {
	const answer = await askByHand('bank', { login_hint });
	const { auth_req_id = '', ...rest } = (await answer.json()) as Record<string, string>;
	const polled = await pollOnce(auth_req_id);
	return {
		status: answer.status,
		rest,
		length: auth_req_id.length,
		headers: [...answer.headers.keys()].toSorted(),
		polled: [polled.status, await polled.json()]
	};
}

test('a name with a phone, one without, an address, and what is nobody’s', async () => {
	const [holder, phoneless] = [await newHolder(), await newVisitor()];
	const known = await shapeOf(holder.person.username);
	expect(known).toMatchObject({ status: 200, rest: { expires_in: 120, interval: 2 } });
	for (const hint of [
		holder.person.username.toUpperCase(),
		phoneless.person.username,
		phoneless.person.email,
		'nobody-of-this-name',
		'nobody@example.org',
		'%00',
		' ',
		'x'.repeat(4000),
		'acc_nobody'
	])
		expect(await shapeOf(hint), hint).toEqual(known);
});
