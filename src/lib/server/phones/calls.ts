import { createHash } from 'node:crypto';

import { callText } from '#lib/phone/document.ts';
import { isSignedBy } from '#lib/server/approvals/index.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import type { Factor, FactorStore } from '#lib/server/factors/index.ts';
import { phoneOf, PHONES } from '#lib/server/factors/phones/index.ts';
import { budgetOfOne, type BudgetStore } from '#lib/server/throttling/index.ts';
import { phoneRefusals as refuse } from './refusals.ts';

/** A call as it came, and what the phone says of itself: its name, time, nonce and signature. */
export interface Call {
	readonly method: string;
	readonly path: string;
	readonly body: Uint8Array;
	readonly signed: string | null;
}

/** Whose phone has made a call. Refuses `phones.not_linked` and `phones.call_not_accepted`. */
export type Authenticate = (call: Call) => Promise<Factor>;

interface Deps {
	readonly clock: Clock;
	readonly factors: Pick<FactorStore, 'findByHandle'>;
	readonly budgets: Pick<BudgetStore, 'spend'>;
	readonly origin: string;
}

type Said = Readonly<Record<'phone' | 'time' | 'nonce' | 'signature', string>>;

const FRESH_MS = 60_000;
const SIGNED =
	/^(?<phone>[\w-]{43})\.(?<time>\d{13})\.(?<nonce>[\w-]{22})\.(?<signature>[\w-]{86})$/;

/** For as long as a call with it is fresh. */
const onceOf = (phone: string, nonce: string) =>
	budgetOfOne(`phone-call:${phone}:${nonce}`, 3 * FRESH_MS);

export function createAuthenticate({ clock, factors, budgets, origin }: Deps): Authenticate {
	const notAccepted = () => refuse.callNotAccepted({ details: { now: clock.now().toISOString() } });

	const read = (signed: string | null): Said => {
		const said = SIGNED.exec(signed ?? '')?.groups;
		if (!said) throw notAccepted();
		const { phone = '', time = '', nonce = '', signature = '' } = said;
		if (Math.abs(clock.now().getTime() - Number(time)) > FRESH_MS) throw notAccepted();
		return { phone, time, nonce, signature };
	};

	return async ({ method, path, body, signed }) => {
		const { phone, time, nonce, signature } = read(signed);
		const factor = await factors.findByHandle(PHONES, phone);
		if (!factor) throw refuse.notLinked();
		const hash = createHash('sha256').update(body).digest('base64url');
		const text = callText({ origin, method, path, body: hash, phone, time, nonce });
		const { key } = phoneOf(factor);
		if (!isSignedBy(key, { bytes: Buffer.from(text), signature })) throw notAccepted();
		// Last, so that only the phone itself uses a nonce up.
		const [wait] = await budgets.spend([onceOf(phone, nonce)]);
		if (wait !== 0) throw notAccepted();
		return factor;
	};
}
