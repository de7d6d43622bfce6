/**
 * The list of what access tokens hung on and has ended, told as it grows to those who verify tokens by themselves.
 *
 * What is told is what tokens say: a resource server learns of sessions, grants and consents that its own tokens can
 * name, and of nothing else. How things end is the business of those who own them.
 * @see docs/decisions/0038-ended-tokens.md
 */
import { grantsOf, type Client, type ClientDirectory } from '#lib/server/clients/index.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import { defineRefusals, Refusal } from '#lib/server/core/refusal.ts';
import { hashSecret, isSameHash } from '#lib/server/core/secret.ts';
import { sidOf } from '#lib/server/sessions/index.ts';
import type { Throttle } from '#lib/server/throttling/index.ts';
import { LISTED_MS, type ListedEnding } from './ended-token.ts';
import { createLooks } from './looks.ts';
import type { Bounds, EndedTokenStore } from './ports.ts';

const SECOND = 1000;
/** Clocks of processes may differ by as much, where an instant says which tokens are meant. */
const CLOCKS_SECONDS = 5;
/** So often whoever listens is told that nothing is missing. */
const SAID_EVERY_MS = 5 * SECOND;
const PAGE = 500;
/** A resource server may run as several processes; the next client's has room all the same. */
const MOST_OF_ONE = 10;
const MOST = 200;
const POSITION = /^(\d{1,15})\.([\w-]{43})$/;

const refuse = defineRefusals('ended_tokens', {
	/** No such client, not its secret, or one that no API of its own is named for: told apart for nobody. */
	notAccepted: 'unauthenticated',
	tooMany: 'throttled',
	leaving: 'unavailable'
});

/** What has ended, as tokens name it, and until when one that does may live. In seconds, as in tokens. */
export type Named = { readonly until: number } & (
	| { readonly sid: string }
	| { readonly grant_id: string }
	| { readonly consent_id: string }
	| { readonly jti: string }
	/** All that were made at or before this. */
	| { readonly iat: number }
);

export type Told =
	/** What was told is unknown from now on; all of it follows. */
	| { readonly kind: 'reset' }
	| { readonly kind: 'ended'; readonly position: string; readonly named: Named }
	/** Up to here nothing is missing; and tokens of these clients are good, of others none. */
	| { readonly kind: 'current'; readonly position: string; readonly client_ids: readonly string[] };

export interface Subscription {
	readonly told: AsyncGenerator<Told, void>;
	/** Nothing more is told; who subscribed has room for another. */
	end(): void;
}

interface Subscriber {
	readonly id: string;
	readonly secret: string;
	readonly caller: Caller;
}

export interface EndedTokens {
	/**
	 * From `position` on, or all of the list where something is missing between. Refuses `ended_tokens.not_accepted`,
	 * `ended_tokens.too_many`, `ended_tokens.leaving`, and `throttling.wait` where too many secrets were wrong.
	 */
	subscribe(by: Subscriber, position: string | undefined): Promise<Subscription>;
	/** Something has ended: nobody need wait for the next look. */
	wake(): void;
	/** The process is about to end: whoever listens goes elsewhere, and nobody comes any more. */
	leave(): void;
}

interface Deps {
	readonly clock: Clock;
	readonly clients: Pick<ClientDirectory, 'find' | 'ofAudience'>;
	readonly endedTokens: EndedTokenStore;
	readonly throttle: Pick<Throttle, 'reserveSecret'>;
}

/** What its tokens may call a session. */
function sidsOf(session: string, client: Client): readonly string[] {
	const grants = grantsOf(client);
	return [
		...(grants.includes('own_screens') ? [session] : []),
		...(grants.some((grant) => grant !== 'own_screens') ? [sidOf({ id: session }, client.id)] : [])
	];
}

function namedBy({ ending, at }: ListedEnding, clients: readonly Client[]): readonly Named[] {
	const until = Math.ceil((at.getTime() + LISTED_MS) / SECOND);
	switch (ending.of) {
		case 'session': {
			const client = clients.find(({ id }) => id === ending.client);
			return client ? sidsOf(ending.session, client).map((sid) => ({ sid, until })) : [];
		}
		case 'grant':
			return [{ grant_id: ending.grant, until }];
		case 'consent':
			return [{ consent_id: ending.consent, until }];
		case 'token':
			return [{ jti: ending.jti, until }];
		case 'everybody':
			return [{ iat: Math.floor(at.getTime() / SECOND) + CLOCKS_SECONDS, until }];
	}
}

/** Where somebody is in the list, and of which clients they were told. */
interface Place {
	readonly number: number;
	readonly audience: string;
}

/** What somebody was told, and when last that nothing is missing. */
interface Heard {
	readonly place: Place | undefined;
	readonly saidAt: number;
}

const NOTHING: Heard = { place: undefined, saidAt: 0 };

const audienceOf = (clients: readonly Client[]): string =>
	hashSecret(JSON.stringify(clients.map((each) => [each.id, sidsOf('', each).length])));

const positionOf = ({ number, audience }: Place): string => `${number}.${audience}`;

function placeOf(position: string | undefined): Place | undefined {
	const [, number, audience] = POSITION.exec(position ?? '') ?? [];
	return audience === undefined ? undefined : { number: Number(number), audience };
}

/** Whether nothing is missing between. */
const isWithin = ({ number }: Place, { swept, last }: Bounds): boolean =>
	number >= swept && number <= last;

export function createEndedTokens({
	clock,
	clients,
	endedTokens: store,
	throttle
}: Deps): EndedTokens {
	const looks = createLooks(() => store.bounds());
	const open = new Map<AbortController, string>();
	let isLeaving = false;

	const named = ({ id }: Subscriber): Client | undefined => {
		const client = clients.find(id);
		return client?.secretHash !== undefined && client.audience !== '' ? client : undefined;
	};

	const clientOf = (by: Subscriber): Client | undefined => {
		const client = named(by);
		return isSameHash(hashSecret(by.secret), client?.secretHash ?? '') ? client : undefined;
	};

	/** A guess counts here as wherever else the secret is shown. */
	const admit = async (by: Subscriber): Promise<Client> => {
		const guess = named(by) ? await throttle.reserveSecret(by.id, by.caller) : undefined;
		const client = clientOf(by);
		await guess?.[client ? 'right' : 'wrong']();
		if (!client) throw refuse.notAccepted();
		return client;
	};

	const requireRoom = ({ id }: Client): void => {
		if (isLeaving) throw refuse.leaving();
		const own = [...open.values()].filter((each) => each === id);
		if (open.size >= MOST || own.length >= MOST_OF_ONE) throw refuse.tooMany();
	};

	/** What is new between two numbers, page by page: what nobody takes yet is not read either. */
	async function* between(
		from: number,
		{ to, among }: { to: number; among: readonly Client[] }
	): AsyncGenerator<{ number: number; named: Named }> {
		const ids = among.map(({ id }) => id);
		for (let after = from; ;) {
			const page = await store.list({ clients: ids, after, to, most: PAGE });
			for (const listed of page)
				for (const named of namedBy(listed, among)) yield { number: listed.number, named };
			const last = page.at(-1);
			if (!last || page.length < PAGE) return;
			after = last.number;
		}
	}

	/** What is new up to what was seen; says where whoever hears it is then. */
	async function* tellUpTo(
		seen: Bounds,
		{ audience: api, place, saidAt }: Heard & Pick<Client, 'audience'>
	): AsyncGenerator<Told, Heard> {
		const among = clients.ofAudience(api);
		const audience = audienceOf(among);
		const isResumed = place?.audience === audience && isWithin(place, seen);
		if (!isResumed) yield { kind: 'reset' };
		const from = isResumed ? place.number : seen.swept;
		for await (const { number, named } of between(from, { to: seen.last, among }))
			yield { kind: 'ended', position: positionOf({ number: number - 1, audience }), named };
		const here = { number: seen.last, audience };
		const now = clock.now().getTime();
		const isDue = !isResumed || seen.last > from || now - saidAt >= SAID_EVERY_MS;
		if (!isDue) return { place: here, saidAt };
		const client_ids = among.map(({ id }) => id);
		yield { kind: 'current', position: positionOf(here), client_ids };
		return { place: here, saidAt: now };
	}

	async function* tell(
		by: Subscriber,
		{ signal, first, from }: { signal: AbortSignal; first: Bounds; from: Place | undefined }
	): AsyncGenerator<Told, void> {
		let heard: Heard = { place: from, saidAt: 0 };
		for (let seen: Bounds | undefined = first; ; seen = await looks.next()) {
			// One that was closed, or has another secret since, is told nothing more.
			const client = clientOf(by);
			if (signal.aborted || !client) return;
			try {
				if (!seen) throw refuse.leaving();
				heard = yield* tellUpTo(seen, { ...heard, audience: client.audience });
			} catch (error) {
				if (!(error instanceof Refusal)) throw error;
				// What ends meanwhile cannot be told: until it can, what was told is not enough.
				if (heard.place) yield { kind: 'reset' };
				heard = NOTHING;
			}
		}
	}

	return {
		async subscribe(by, position) {
			const client = await admit(by);
			requireRoom(client);
			const ending = new AbortController();
			open.set(ending, client.id);
			const end = () => {
				open.delete(ending);
				ending.abort();
				looks.wake();
			};
			try {
				const first = await store.bounds();
				const { signal } = ending;
				return { told: tell(by, { signal, first, from: placeOf(position) }), end };
			} catch (error) {
				end();
				throw error;
			}
		},

		wake: looks.wake,

		leave() {
			isLeaving = true;
			for (const ending of open.keys()) ending.abort();
			looks.wake();
		}
	};
}
