/** Calls of a linked phone: no session, each signed with its key. */
import { ProblemError, problemOf, UNREACHABLE } from '#client';
import { callText, type ApprovalDocument } from './document.ts';
import { newNonce, sha256, sign, toBase64Url } from './keys.ts';
import type { PhoneLink } from './links.ts';
import { nowMs } from './surroundings.ts';

export interface PhoneRequest {
	readonly id: string;
	readonly document: Omit<ApprovalDocument, 'number'>;
	readonly numbers: readonly string[];
	readonly expiresAt: string;
	readonly credential?: { readonly id: string; readonly rpId: string };
}

/** How far the service's clock is ahead of this phone's. */
let aheadMs = 0;

async function headerFor(link: PhoneLink, path: string, body: string): Promise<string> {
	const { name: phone, privateKey } = link;
	const time = String(nowMs() + aheadMs);
	const nonce = newNonce();
	const hash = toBase64Url(await sha256(body));
	const { origin } = location;
	const text = callText({ origin, method: 'POST', path, body: hash, phone, time, nonce });
	return [phone, time, nonce, await sign(privateKey, text)].join('.');
}

async function send(link: PhoneLink, path: string, body: string): Promise<Response> {
	const headers = {
		'content-type': 'application/json',
		'latchkey-phone': await headerFor(link, path, body)
	};
	return fetch(path, { method: 'POST', headers, body }).catch((cause: unknown) => {
		throw new ProblemError({ code: UNREACHABLE, status: 0 }, { cause });
	});
}

async function call<Result>(link: PhoneLink, below: string, given: object): Promise<Result> {
	const path = `/api/v1/phone${below}`;
	const body = JSON.stringify(given);
	let response = await send(link, path, body);
	let problem = response.ok ? undefined : await problemOf(response);
	if (problem?.code === 'phones.call_not_accepted' && typeof problem['now'] === 'string') {
		// This phone's clock may be off: the service has said what its own shows.
		aheadMs = new Date(problem['now']).getTime() - nowMs();
		response = await send(link, path, body);
		problem = response.ok ? undefined : await problemOf(response);
	}
	if (problem) throw new ProblemError(problem);
	return (response.status === 204 ? undefined : await response.json()) as Result;
}

export async function listRequests(link: PhoneLink): Promise<readonly PhoneRequest[]> {
	const { requests } = await call<{ requests: PhoneRequest[] }>(link, '/requests', {});
	return requests;
}

export function sendAnswer(
	link: PhoneLink,
	id: string,
	given: object
): Promise<{ answer: 'approved' | 'wrong-number' }> {
	return call(link, `/requests/${encodeURIComponent(id)}/answer`, given);
}

export function sendRefusal(link: PhoneLink, id: string, wasMe: boolean): Promise<void> {
	return call(link, `/requests/${encodeURIComponent(id)}/decline`, { wasMe });
}

/** Takes the request of a browser that shows a picture, for the account of this link. */
export function claimSignIn(link: PhoneLink, secret: string): Promise<{ request: string }> {
	return call(link, '/sign-in/claim', { secret });
}

/** Where this phone is told of requests while its page is closed. */
export function sendSubscription(
	link: PhoneLink,
	subscription: { endpoint: string; p256dh: string; auth: string }
): Promise<void> {
	return call(link, '/push', subscription);
}

export function endSubscription(link: PhoneLink): Promise<void> {
	return call(link, '/push/end', {});
}
