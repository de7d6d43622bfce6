import type { Approval } from '#lib/server/approvals/index.ts';
import type { Factor, FactorStore } from '#lib/server/factors/index.ts';
import { phoneOf, PHONES, type PhoneState } from '#lib/server/factors/phones/index.ts';
import type { Push, Subscription } from '#lib/server/push/index.ts';
import { PHONE_SIGN_IN } from '#lib/server/sign-in/index.ts';
import { phoneRefusals as refuse } from './refusals.ts';

/** Another process, or an approval, may have written the phone meanwhile. */
const TRIES = 5;

export interface Pushes {
	/** What a phone's browser subscribes with. */
	publicKey(): Promise<string>;
	/** Keeps where the phone is told, or nothing. Refuses `phones.push_not_accepted`. */
	keep(phone: Factor, subscription: Subscription | undefined): Promise<void>;
	/** Tells the phones that are asked. Nobody waits for it, and nothing fails by it. */
	announce(approval: Approval): void;
	/** Resolves when all is sent, or given up. */
	flush(): Promise<void>;
	/** Drops what waits for its turn, as the process is about to end, and resolves when the rest is done. */
	close(): Promise<void>;
}

interface Deps {
	readonly factors: Pick<FactorStore, 'list' | 'openDecoy' | 'replace'>;
	readonly push: Push;
	/** Hears of what went wrong here rather than there. */
	readonly onError: (error: unknown) => void;
}

export function createPushes({ factors, push, onError }: Deps): Pushes {
	const under = new Set<Promise<void>>();

	const write = async (
		{ account, id }: Factor,
		change: (state: PhoneState) => PhoneState | undefined
	): Promise<boolean> => {
		for (let tries = 0; tries < TRIES; tries += 1) {
			const phone = (await factors.list(account)).find((each) => each.id === id);
			if (!phone) throw refuse.notLinked();
			const state = change(phoneOf(phone));
			if (!state || (await factors.replace(phone, { state }))) return true;
		}
		return false;
	};

	/** Only what was told of, since the phone may have subscribed anew. */
	const forget = (phone: Factor, endpoint: string) =>
		write(phone, ({ push: kept, ...state }) => (kept?.endpoint === endpoint ? state : undefined));

	const tell = async (phone: Factor, { id }: Approval): Promise<void> => {
		const { push: subscription } = phoneOf(phone);
		if (!subscription) return;
		if ((await push.send(subscription, id)) === 'gone') await forget(phone, subscription.endpoint);
	};

	const tellAll = async (approval: Approval): Promise<void> => {
		// That phone has its page open.
		if (approval.document.purpose === PHONE_SIGN_IN) return;
		const { account, phone } = approval;
		const own = (await factors.list(account)).filter(({ method }) => method === PHONES);
		const asked = own.filter(({ id }) => phone === undefined || phone === id);
		// What is asked of nobody costs the same: it delays whoever has asked.
		if (asked.length === 0) factors.openDecoy();
		await Promise.all(asked.map((each) => tell(each, approval)));
	};

	const flush = async () => void (await Promise.all(under));

	return {
		publicKey: push.publicKey,

		async keep(phone, subscription) {
			if (subscription && !push.accepts(subscription)) throw refuse.pushNotAccepted();
			const change = ({ push: _, ...state }: PhoneState) =>
				subscription ? { ...state, push: subscription } : state;
			if (!(await write(phone, change))) throw refuse.busy();
		},

		announce(approval) {
			const telling = tellAll(approval).catch(onError);
			under.add(telling);
			void telling.finally(() => under.delete(telling));
		},

		flush,

		close() {
			push.close();
			return flush();
		}
	};
}
