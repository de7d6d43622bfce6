/** Computers that show a picture to sign in by, and the phones that come by it. */
import { done, type Browser } from './browser.ts';
import type { Answer } from './http.ts';
import { callsOf, phoneMember, type PhoneMember, type Shown } from './phones.ts';
import type { World } from './world.ts';

/** A browser that has begun, as the process at `port` sees it. */
export async function showPicture({ browser: open }: World, browser = open()) {
	const begun = await done(browser.api('POST', '/sign-in/phone', { staySignedIn: false }));
	const id = `${begun.id}`;
	const path = `/api/v1/sign-in/phone/${id}`;
	return {
		id,
		path,
		browser,
		secret: new URL(`${begun['url'] as string}`).hash.slice(1),
		/** How far it is, with the number once a phone has come. */
		look: () => browser.get(path),
		finish: (by: Browser = browser): Promise<Answer> =>
			by.api('POST', `/sign-in/phone/${id}/answer`)
	};
}

export type Picture = Awaited<ReturnType<typeof showPicture>>;

/** A phone comes by the secret of a picture. */
export const come = (
	world: World,
	{ phone }: Pick<PhoneMember, 'phone'>,
	{ secret, port }: { secret: string; port?: number }
): Promise<Answer> =>
	callsOf(world, phone).call({
		path: '/sign-in/claim',
		body: { secret },
		...(port !== undefined && { port })
	});

/** What a phone that has come is asked, and the number that its computer shows. */
export async function askedBy(
	world: World,
	owner: Pick<PhoneMember, 'phone'>,
	picture: Picture
): Promise<{ request: Shown; number: string; wrong: string }> {
	const { request: id } = await done(come(world, owner, picture));
	const request = (await callsOf(world, owner.phone).list()).find((each) => each.id === id);
	const number = `${(await done(picture.look()))['number'] as string}`;
	if (!request) throw new Error('Nothing is asked.');
	return { request, number, wrong: request.numbers.find((each) => each !== number) ?? '' };
}

/** A computer and somebody's phone, which has come by its picture. */
export async function pictured(world: World, owner?: PhoneMember) {
	const ada = owner ?? (await phoneMember(world));
	const picture = await showPicture(world);
	return {
		...picture,
		ada,
		calls: callsOf(world, ada.phone),
		...(await askedBy(world, ada, picture))
	};
}
