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

const askedAt = ({ request }: Asked): number => Date.parse(request.document.askedAt);

/**
 * All that this phone is linked to and asked, as it stands, the newest request first. An account of which is
 * known that it has removed this phone is not asked again.
 */
export async function readInbox(known?: Inbox): Promise<Inbox> {
	const gone = new Set(known?.accounts.filter(({ isGone }) => isGone).map(({ link }) => link.name));
	const found = await Promise.all(
		(await listLinks()).map(async (link): Promise<Found> =>
			gone.has(link.name) ? { link, failed: 'gone' } : look(link)
		)
	);
	return {
		accounts: found.map((each) => ({
			link: each.link,
			isGone: 'failed' in each && each.failed === 'gone'
		})),
		asked: found
			.flatMap((each) =>
				'requests' in each ? each.requests.map((request) => ({ link: each.link, request })) : []
			)
			.sort((one, other) => askedAt(other) - askedAt(one)),
		isOffline: found.some((each) => 'failed' in each && each.failed === 'offline')
	};
}
