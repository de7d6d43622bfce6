import * as v from 'valibot';

import { locales } from '#lib/messages/index.ts';
import { travelling, PICTURE_MS, CODE_DIGITS, type CodeDocument } from '#lib/phone/picture.ts';
import type { AccountStore } from '#lib/server/accounts/index.ts';
import type { Application } from '#lib/server/applications/index.ts';
import type { Approvals } from '#lib/server/approvals/index.ts';
import type { AuditLog, Record } from '#lib/server/audit/index.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import type { Random } from '#lib/server/core/random.ts';
import type { Factor, FactorMethod, FactorStore } from '#lib/server/factors/index.ts';
import { phoneOf, PHONES } from '#lib/server/factors/phones/index.ts';
import type { PendingStore } from '#lib/server/pending/index.ts';
import {
	CODE_TRIES,
	drawPicture,
	lastUsed,
	parseCode,
	phoneOfCode,
	questionHash
} from '#lib/server/photo-codes/index.ts';
import { verifying, type Throttle } from '#lib/server/throttling/index.ts';
import { actionOf } from './question.ts';
import { statusAt, transactionRefusals as refuse, type Transaction } from './transaction.ts';

interface By {
	readonly application: Application;
	readonly caller: Caller;
}

/** A picture that the application shows, for a phone without a network. */
export interface PhotoView {
	readonly url: string;
	/** SVG. */
	readonly qr: string;
	readonly length: number;
	readonly expiresAt: Date;
}

/** A wrong code is an outcome; how many tries its picture has left. */
export type CodeVerdict =
	| { readonly verified: true }
	| { readonly verified: false; readonly reason: string; readonly triesLeft: number };

export interface Photos {
	/** A second picture voids the first. Refuses `transactions.over` and `transactions.photos_off`. */
	show(by: By, transaction: Transaction): Promise<PhotoView>;
	/**
	 * Judges a code for the picture that was shown last, three times at most, and approves by a right one. Refuses
	 * the same, and `throttling.wait`: it is a guess like any.
	 */
	answer(by: By, transaction: Transaction, code: string): Promise<CodeVerdict>;
}

interface Deps {
	readonly clock: Clock;
	readonly random: Random;
	readonly origin: string;
	readonly accounts: Pick<AccountStore, 'find'>;
	readonly factors: Pick<FactorStore, 'list'>;
	readonly methods: readonly FactorMethod[];
	readonly approvals: Pick<Approvals, 'get' | 'settle'>;
	readonly pending: PendingStore;
	readonly throttle: Pick<Throttle, 'reserve'>;
	readonly audit: AuditLog;
	readonly record: Record;
}

const METHOD = 'photo-codes';
const NONCE_BYTES = 16;
/** Pictures have as many keys and as long a text for anybody and for nobody. */
const ENTRIES = 2;
/** More than a username has. */
const NAME_BYTES = 128;

const Shown = v.object({
	purpose: v.literal('transaction-photo'),
	document: v.objectWithRest({ nonce: v.string() }, v.string()),
	phones: v.array(v.string())
});

const codePhone = (factor: Factor) => ({
	id: factor.id,
	secret: phoneOf(factor).codeSecret,
	factor
});

export function createPhotos(deps: Deps): Photos {
	const { clock, random, origin, pending } = deps;

	const refOf = ({ id, application }: Transaction) => ({ id: `${id}/photo`, holder: application });

	const requireOpen = (transaction: Transaction): void => {
		if (deps.methods.find(({ id }) => id === METHOD)?.isOff !== false) throw refuse.photosOff();
		if (statusAt(transaction, clock.now()) !== 'pending') throw refuse.over();
	};

	const phonesOf = async ({ account }: Transaction): Promise<Factor[]> =>
		account ? (await deps.factors.list(account)).filter(({ method }) => method === PHONES) : [];

	/** What is shown, and how long it would be at most for whoever goes by the name. */
	const documentOf = async ({ application, caller }: By, { id, account, asked }: Transaction) => {
		const found = account && (await deps.accounts.find(account));
		const texts = {
			action: actionOf(application, found?.locale),
			application: application.name,
			text: asked.text,
			account: found?.username ?? asked.name,
			address: caller.address,
			browser: '',
			askedAt: clock.now().toISOString(),
			purpose: 'transaction',
			request: id
		};
		const sizeOf = (action: string) =>
			Buffer.byteLength(travelling({ ...texts, action, account: '' }));
		const sizes = locales.map((locale) => sizeOf(actionOf(application, locale)));
		const nonce = Buffer.from(random.bytes(NONCE_BYTES)).toString('base64url');
		return { document: { ...texts, origin, nonce }, bytes: Math.max(...sizes) + NAME_BYTES };
	};

	const wrong = async (
		{ caller, application }: By,
		{ account }: Transaction,
		{ reason, triesLeft }: { reason: string; triesLeft: number }
	): Promise<CodeVerdict> => {
		const details = { method: METHOD, application: application.name, reason };
		await deps.record(deps.audit, caller, { code: 'transaction.code_failed', account, details });
		return { verified: false, reason, triesLeft };
	};

	const approve = async (
		{ caller }: By,
		{ id, account }: Transaction,
		{ phone, document }: { phone: Factor; document: CodeDocument }
	): Promise<void> => {
		if (!account) throw refuse.over();
		const approval = await deps.approvals.get(account, id);
		const { id: factor } = phone;
		const question = questionHash(document);
		const outcome = { answer: 'approved', factor, key: 'swk', question } as const;
		await deps.approvals.settle(approval, outcome, caller);
	};

	return {
		async show(by, transaction) {
			requireOpen(transaction);
			const { document, bytes } = await documentOf(by, transaction);
			const readers = lastUsed(await phonesOf(transaction), ENTRIES);
			const end = clock.now().getTime() + PICTURE_MS;
			const expiresAt = new Date(Math.min(end, transaction.expiresAt.getTime()));
			await pending.save({
				...refOf(transaction),
				attemptsLeft: CODE_TRIES,
				expiresAt,
				data: {
					purpose: 'transaction-photo',
					document,
					phones: readers.map(({ id }) => id)
				} satisfies v.InferInput<typeof Shown>
			});
			const phones = readers.map(codePhone);
			const picture = await drawPicture(document, {
				phones,
				random,
				hide: { bytes, entries: ENTRIES }
			});
			return { ...picture, length: CODE_DIGITS, expiresAt };
		},

		async answer(by, transaction, typed) {
			requireOpen(transaction);
			const { account, asked } = transaction;
			const guess = await deps.throttle.reserve({ name: asked.name, account, caller: by.caller });
			const spent = await pending.spend(refOf(transaction));
			const shown = v.safeParse(Shown, spent?.data);
			if (!spent || !shown.success)
				return wrong(by, transaction, { reason: 'picture_gone', triesLeft: 0 });
			const { document, phones: readers } = shown.output;
			const { attemptsLeft: triesLeft } = spent;
			const code = parseCode(typed);
			if (code === undefined) return wrong(by, transaction, { reason: 'malformed', triesLeft });
			const right = await verifying(guess, async () => {
				const own = guess.verdict === 'go' ? await phonesOf(transaction) : [];
				const phones = own.filter(({ id }) => readers.includes(id)).map(codePhone);
				return phoneOfCode(code, { document, phones });
			});
			if (!right) return wrong(by, transaction, { reason: 'wrong_code', triesLeft });
			// Of racing callers one takes it, so that one code approves once.
			if (!(await pending.take(refOf(transaction)))) throw refuse.over();
			// It says nothing of who guesses at the account otherwise.
			await guess.undo();
			await approve(by, transaction, { phone: right.factor, document });
			return { verified: true };
		}
	};
}
