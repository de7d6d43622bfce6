/**
 * One value that the tabs of an application know together, in their memory and nowhere else. Whoever sets it tells
 * the others; a tab that is opened asks them. Of two that set it at once, all tabs settle on the same one.
 */
import { randomId } from './surroundings.ts';

/** For a tab that is there and does not answer. */
const PATIENCE_MS = 2000;
/** Where a browser cannot say whether there are other tabs. */
const BLIND_MS = 200;

interface Known<Value> {
	/** How often the value was set before: the higher one is the newer one. */
	readonly serial: number;
	readonly value: Value | undefined;
}

type Said<Value> =
	| { readonly kind: 'asks'; readonly question: string }
	| { readonly kind: 'knows'; readonly known: Known<Value>; readonly question?: string };

export interface Tabs<Value> {
	get(): Value | undefined;
	set(value: Value | undefined): void;
	/** Resolves when every other tab has said what it knows. */
	ask(): Promise<void>;
	/** Does one thing at a time, in all tabs; where a browser has no locks, in this one. */
	alone<Result>(work: () => Promise<Result>): Promise<Result>;
	/** This tab leaves, and what it knows goes with it. */
	close(): void;
}

export interface TabsOptions<Value> {
	/** Tabs of the same name are together. */
	readonly name: string;
	/** Says which one counts of two that were set at once: the one that comes later in the alphabet. */
	readonly rank: (value: Value | undefined) => string;
	readonly onChange: () => void;
	readonly locks?: LockManager | undefined;
}

export function createTabs<Value>(options: TabsOptions<Value>): Tabs<Value> {
	const { name, rank, onChange, locks } = options;
	const channel = new BroadcastChannel(name);
	const present = `${name} present`;
	const questions = new Map<string, () => void>();
	let known: Known<Value> = { serial: 0, value: undefined };
	let tail: Promise<unknown> = Promise.resolve();
	let leave = (): void => undefined;

	const say = (said: Said<Value>): void => channel.postMessage(said);

	const isNewer = ({ serial, value }: Known<Value>): boolean =>
		serial > known.serial || (serial === known.serial && rank(value) > rank(known.value));

	channel.onmessage = ({ data }: MessageEvent<Said<Value>>) => {
		if (data.kind === 'asks') return say({ kind: 'knows', known, question: data.question });
		if (isNewer(data.known)) {
			known = data.known;
			onChange();
		}
		if (data.question !== undefined) questions.get(data.question)?.();
	};

	// Held for as long as this tab lives, so that others can count who is there.
	const isPresent = new Promise<void>((resolve) => {
		if (!locks) return resolve();
		void locks.request(present, { mode: 'shared' }, () => {
			resolve();
			return new Promise<void>((done) => (leave = done));
		});
	});

	/** How many tabs will answer. */
	const others = async (): Promise<number> => {
		if (!locks) return Infinity;
		await isPresent;
		const { held = [] } = await locks.query();
		return held.filter((lock) => lock.name === present).length - 1;
	};

	return {
		get: () => known.value,

		set(value) {
			known = { serial: known.serial + 1, value };
			say({ kind: 'knows', known });
			onChange();
		},

		async ask() {
			let left = await others();
			if (left <= 0) return;
			const question = randomId();
			await new Promise<void>((resolve) => {
				const timer = setTimeout(resolve, locks ? PATIENCE_MS : BLIND_MS);
				questions.set(question, () => {
					left -= 1;
					if (left > 0) return;
					clearTimeout(timer);
					resolve();
				});
				say({ kind: 'asks', question });
			});
			questions.delete(question);
		},

		async alone(work) {
			const turn = async () => (locks ? locks.request(name, work) : work());
			const done = tail.then(turn);
			tail = done.catch(() => undefined);
			return done;
		},

		close() {
			channel.close();
			void isPresent.then(() => leave());
		}
	};
}
