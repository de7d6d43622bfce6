import { ProblemError } from '#client';
import { listRequests, type PhoneRequest } from './calls.ts';
import { listLinks, type PhoneLink } from './links.ts';

export interface Asked {
	readonly link: PhoneLink;
	readonly request: PhoneRequest;
}

export interface Inbox {
	readonly accounts: readonly { readonly link: PhoneLink; readonly isGone: boolean }[];
	readonly asked: readonly Asked[];
	readonly isOffline: boolean;
}

type Found =
	| { readonly link: PhoneLink; readonly requests: readonly PhoneRequest[] }
	| { readonly link: PhoneLink; readonly failed: 'gone' | 'offline' };

async function look(link: PhoneLink): Promise<Found> {
	try {
		return { link, requests: await listRequests(link) };
	} catch (error) {
		const isGone = error instanceof ProblemError && error.code === 'phones.not_linked';
		return { link, failed: isGone ? 'gone' : 'offline' };
	}
}

/** All that this phone is linked to and asked, as it stands. */
export async function readInbox(): Promise<Inbox> {
	const found = await Promise.all((await listLinks()).map(look));
	return {
		accounts: found.map((each) => ({
			link: each.link,
			isGone: 'failed' in each && each.failed === 'gone'
		})),
		asked: found.flatMap((each) =>
			'requests' in each ? each.requests.map((request) => ({ link: each.link, request })) : []
		),
		isOffline: found.some((each) => 'failed' in each && each.failed === 'offline')
	};
}
