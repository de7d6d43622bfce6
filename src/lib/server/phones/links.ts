import * as v from 'valibot';

import type { Clock } from '#lib/server/core/clock.ts';
import { hashSecret } from '#lib/server/core/secret.ts';
import type { Link } from '#lib/server/factors/index.ts';
import { Arrival, judgeArrival, type ArrivalGiven } from '#lib/server/factors/phones/index.ts';
import type { Pending, PendingStore } from '#lib/server/pending/index.ts';
import type { WebauthnDeps } from '#lib/server/webauthn/index.ts';
import { phoneRefusals as refuse } from './refusals.ts';

/** Links belong to no session and no attempt: whoever has the secret is the holder. */
const HOLDER = 'phone-link';
/** So long the signed-in browser may take to compare words. */
const COMPARE_MS = 5 * 60_000;

const LinkData = v.object({
	link: v.custom<Link>((input) => typeof input === 'object'),
	arrival: v.optional(Arrival)
});

/** What a phone that has come by a link is told. */
export interface Welcome {
	readonly username: string;
	readonly product: string;
	/** PublicKeyCredentialCreationOptionsJSON. */
	readonly options: object;
	readonly expiresAt: Date;
}

export interface Links {
	/** For the signed-in browser, by the link's id. */
	open(link: Link): Promise<void>;
	arrivalOf(id: string): Promise<Arrival | undefined>;
	close(id: string): Promise<void>;
	/** For the phone, by the link's secret. Refuses `phones.link_gone`. */
	look(secret: string): Promise<Welcome>;
	/** One phone comes by one link. Refuses `phones.link_gone` and `phones.not_accepted`. */
	arrive(
		secret: string,
		given: v.InferOutput<typeof ArrivalGiven>
	): Promise<Pick<Arrival, 'agreement' | 'nonce'>>;
	/** Whether the signed-in browser has still to say that both show the same words. */
	isWaiting(secret: string): Promise<boolean>;
}

interface Deps extends WebauthnDeps {
	readonly clock: Clock;
	readonly pending: PendingStore;
}

export function createLinks({ clock, pending, ...webauthn }: Deps): Links {
	const refOf = (id: string) => ({ id, holder: HOLDER });
	const read = (found: Pending | undefined) => found && v.parse(LinkData, found.data);

	const unused = async (secret: string): Promise<Link> => {
		const held = read(await pending.find(refOf(hashSecret(secret))));
		if (!held || held.arrival) throw refuse.linkGone();
		return held.link;
	};

	return {
		open: ({ expiresAt, ...link }) =>
			pending.save({ ...refOf(link.id), attemptsLeft: 1, expiresAt, data: { link } }),

		arrivalOf: async (id) => read(await pending.find(refOf(id)))?.arrival,

		close: async (id) => void (await pending.take(refOf(id))),

		async look(secret) {
			const { username, options } = await unused(secret);
			const found = await pending.find(refOf(hashSecret(secret)));
			if (!found) throw refuse.linkGone();
			return { username, product: webauthn.rp.name, options, expiresAt: found.expiresAt };
		},

		async arrive(secret, given) {
			const link = await unused(secret);
			const arrival = await judgeArrival(given, link, webauthn);
			if (typeof arrival === 'string') throw refuse.notAccepted({ details: { reason: arrival } });
			// Of several phones that come at once, one was first.
			if (!(await pending.spend(refOf(link.id)))) throw refuse.linkGone();
			const expiresAt = new Date(clock.now().getTime() + COMPARE_MS);
			const data = { link, arrival };
			await pending.save({ ...refOf(link.id), attemptsLeft: 0, expiresAt, data });
			const { agreement, nonce } = arrival;
			return { agreement, nonce };
		},

		isWaiting: async (secret) => (await pending.find(refOf(hashSecret(secret)))) !== undefined
	};
}
