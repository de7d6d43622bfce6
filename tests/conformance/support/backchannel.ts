/** Applications that ask people's phones, and people who answer. CIBA Core 1.0. */
import * as client from 'openid-client';
import { expect, inject } from 'vitest';

import { createBrowser, done } from '../../hostile/support/browser.ts';
import { callsOf, linkPhone, type Shown } from '../../hostile/support/phones.ts';
import { now } from './clock.ts';
import type { MachineId } from './clients.ts';
import { basic, post } from './exchange.ts';
import { configurationOf } from './relying-party.ts';
import { newVisitor, type Visitor } from './visitor.ts';

export const CIBA = 'urn:openid:params:grant-type:ciba';
export const BINDING = 'Counter 4, code W4SCT';

type Form = Readonly<Record<string, string>>;
type Asked = Awaited<ReturnType<typeof client.initiateBackchannelAuthentication>>;

/** Somebody with a linked phone, that shows one request at a time. */
export interface Holder extends Visitor {
	/** What it is asked. */
	shown(): Promise<Shown>;
	approve(): Promise<void>;
	decline(): Promise<void>;
}

export async function newHolder(): Promise<Holder> {
	const visitor = await newVisitor();
	const origin = inject('issuer');
	const port = Number(new URL(origin).port);
	const place = { origin, browser: () => createBrowser({ origin, port }) };
	const { phone } = await linkPhone(place, visitor.browser);
	const calls = async () => {
		const at = await now();
		return callsOf({ ...place, server: { now: () => at } }, phone);
	};
	const shown = async (): Promise<Shown> => {
		const [request, ...more] = await (await calls()).list();
		if (!request || more.length > 0) throw new Error('A phone is asked one thing.');
		return request;
	};
	return {
		...visitor,
		shown,
		approve: async () => void (await done((await calls()).answer(await shown(), { number: '' }))),
		decline: async () => void (await done((await calls()).decline((await shown()).id)))
	};
}

/** As no library would ask. */
export const askByHand = (id: MachineId, form: Form): Promise<Response> =>
	post(
		'/oauth2/backchannel-authentication',
		{ scope: 'openid', binding_message: BINDING, ...form },
		{ authorization: basic(id) }
	);

/** Asks what came of it; as fast as it likes. */
export const pollOnce = (
	auth_req_id: string,
	id: MachineId = 'bank',
	own: Form = {}
): Promise<Response> =>
	post('/oauth2/token', { grant_type: CIBA, auth_req_id, ...own }, { authorization: basic(id) });

export async function backchannelParty(id: MachineId = 'bank') {
	const config = await configurationOf(id);
	return {
		config,
		ask: ({ person }: Visitor, own: Form = {}): Promise<Asked> =>
			client.initiateBackchannelAuthentication(config, {
				scope: 'openid',
				login_hint: person.username,
				binding_message: BINDING,
				...own
			}),
		/** Takes the tokens, once somebody has answered, and checks all that there is to check. */
		finish: (asked: Asked, own: Form = {}) =>
			client.pollBackchannelAuthenticationGrant(config, { ...asked, interval: 0.001 }, own)
	};
}

/** Asked, and answered. */
export async function approved(id: MachineId = 'bank', own: Form = {}) {
	const [holder, party] = [await newHolder(), await backchannelParty(id)];
	const asked = await party.ask(holder, own);
	await holder.approve();
	return { holder, party, asked };
}

/** Refused in the words of CIBA Core 1.0 §13 and §11. */
export async function expectError(
	response: Response,
	status: number,
	error: string | RegExp
): Promise<void> {
	const { error: said, ...more } = (await response.json()) as Record<string, unknown>;
	expect(['error_description', 'scope']).toEqual(expect.arrayContaining(Object.keys(more)));
	expect(response.status).toBe(status);
	expect(said).toEqual(expect.stringMatching(error));
	expect(response.headers.get('cache-control')).toBe('no-store');
}
