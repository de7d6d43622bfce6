/** Phones as the server sees them: keys of their own, signed calls, answers; and applications that ask them. */
import {
	createPhone,
	type Changes,
	type FakePhone,
	type Shown
} from '../../../src/lib/server/phones/phone.fixture.ts';
import { done, type Browser } from './browser.ts';
import { json, type Answer, type Headers } from './http.ts';
import { challenged, type Member } from './people.ts';
import type { World } from './world.ts';

export type { FakePhone, Shown };

export interface PhoneMember extends Member {
	readonly phone: FakePhone;
	/** The factor's id. */
	readonly factor: string;
}

/** The secret of a link that the account of this browser shows. */
export async function showLink(browser: Browser): Promise<{ id: string; secret: string }> {
	const begun = await done(browser.api('POST', '/enrolments', { method: 'phones' }));
	const { url } = begun['prompt'] as { url: string };
	return { id: `${begun.id}`, secret: url.split('#')[1] ?? '' };
}

/** What a phone sends when it comes by a link. */
export async function arriveBy(
	browser: Browser,
	{ phone, secret }: { phone: FakePhone; secret: string }
): Promise<Answer> {
	const welcome = await done(browser.api('POST', '/phone/link', { secret }));
	const arrival = phone.arrival(secret, welcome['options'] as object);
	return browser.api('POST', '/phone/link/arrival', { secret, ...arrival });
}

/** Links a phone to the account of this browser. Answers with the factor's id. */
export async function linkPhone(
	world: Pick<World, 'browser' | 'origin'>,
	owner: Browser,
	phone = createPhone({ origin: world.origin })
): Promise<{ phone: FakePhone; factor: string }> {
	const { id, secret } = await showLink(owner);
	await done(arriveBy(world.browser(), { phone, secret }));
	const { factor } = await done(owner.api('POST', `/enrolments/${id}/answer`, { answer: 'same' }));
	return { phone, factor: (factor as { id: string }).id };
}

export async function phoneMember(world: World): Promise<PhoneMember> {
	const owner = await world.person();
	return { ...owner, ...(await linkPhone(world, owner)) };
}

interface Call {
	readonly path: string;
	readonly body?: object;
	/** What is sent, where it is not what was signed. */
	readonly sent?: { readonly path?: string; readonly body?: string; readonly header?: string };
	readonly headers?: Headers;
	readonly at?: Date;
	readonly nonce?: string;
	readonly port?: number;
}

interface Called extends Pick<World, 'browser' | 'origin'> {
	readonly server: { now(): Date };
}

/** Calls of a phone, signed by the clock of the server. */
export function callsOf({ server, origin, browser }: Called, phone: FakePhone) {
	const call = (given: Call): Promise<Answer> => {
		const path = `/api/v1/phone${given.path}`;
		const body = JSON.stringify(given.body ?? {});
		const { at = server.now(), nonce, sent = {} } = given;
		const header = phone.header({ path, body }, { at, ...(nonce !== undefined && { nonce }) });
		return browser().send(
			{
				method: 'POST',
				path: sent.path ?? path,
				headers: {
					origin,
					'content-type': 'application/json',
					'latchkey-phone': sent.header ?? header,
					...given.headers
				},
				body: sent.body ?? body
			},
			given.port
		);
	};
	const list = async (): Promise<readonly Shown[]> =>
		(await done(call({ path: '/requests' })))['requests'] as Shown[];
	return {
		call,
		list,
		answer: (
			request: Shown,
			{ number, changes = {}, port }: { number: string; changes?: Changes; port?: number }
		) =>
			call({
				path: `/requests/${request.id}/answer`,
				body: phone.answer(request, number, changes),
				...(port !== undefined && { port })
			}),
		decline: (id: string, wasMe = true, port?: number) =>
			call({
				path: `/requests/${id}/decline`,
				body: { wasMe },
				...(port !== undefined && { port })
			})
	};
}

/** A browser that has given the password and asks the phones. */
export async function askPhones(world: World, person: Member, browser = world.browser()) {
	const { id } = await challenged(world, person, browser);
	const prompt = await done(browser.api('POST', `/challenges/${id}/prompt`, { method: 'phones' }));
	const { number } = (prompt['prompt'] ?? prompt) as { number: string };
	return {
		id,
		browser,
		number,
		/** The browser goes on. */
		goOn: () => browser.api('POST', `/challenges/${id}/answer`, { method: 'phones', answer: '' })
	};
}

export interface Shop {
	readonly id: string;
	readonly name: string;
	readonly key: string;
}

let shops = 0;

export async function openShop({ server }: World): Promise<Shop> {
	shops += 1;
	const name = `Shop ${shops} of ${process.pid}`;
	const { code, out, notes } = await server.latchkey(['applications', 'add', name, '--json']);
	if (code !== 0) throw new Error(notes);
	return { ...(JSON.parse(out) as Shop), name };
}

interface ShopCall {
	readonly method?: string;
	readonly path?: string;
	readonly body?: unknown;
	readonly headers?: Headers;
	readonly port?: number;
}

/** A call of an application: with its key, and nothing that a browser would send. */
export function shopCall(
	world: Pick<World, 'browser'>,
	{ key }: Pick<Shop, 'key'>,
	{ method = 'GET', path = '', body, headers, port }: ShopCall
): Promise<Answer> {
	return world.browser().send(
		{
			method,
			path: `/api/v1/approvals${path}`,
			headers: {
				authorization: `Bearer ${key}`,
				...(body !== undefined && { 'content-type': 'application/json' }),
				...headers
			},
			body: typeof body === 'string' || body === undefined ? body : JSON.stringify(body)
		},
		port
	);
}

export const TEXT = 'Pay 12.50 € to Café Müller?';

export interface AskedByShop {
	readonly id: string;
	readonly number: string;
}

/** An honest question of a shop. */
export async function askByShop(
	world: World,
	shop: Shop,
	{ username }: Pick<Member, 'username'>
): Promise<AskedByShop> {
	const body = { account: username, text: TEXT };
	const { id, number } = await done(shopCall(world, shop, { method: 'POST', body }));
	return { id: `${id}`, number: `${number as string}` };
}

export const statusOf = async (world: World, shop: Shop, id: string): Promise<unknown> =>
	json(await shopCall(world, shop, { path: `/${id}` }))['status'];
