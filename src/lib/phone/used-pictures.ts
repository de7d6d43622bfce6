/** Which pictures this phone has answered: each once, also in two tabs. */
import { settled } from './links.ts';
import { nowMs } from './surroundings.ts';

const DATABASE = 'latchkey-phone-pictures';
const STORE = 'answered';
/** Much longer than the service takes an answer. */
const KEPT_MS = 24 * 60 * 60_000;

interface Answered {
	readonly nonce: string;
	readonly at: number;
}

async function within<Result>(
	mode: IDBTransactionMode,
	work: (store: IDBObjectStore) => Promise<Result>
): Promise<Result> {
	const request = indexedDB.open(DATABASE, 1);
	request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'nonce' });
	const database = await settled(request);
	try {
		return await work(database.transaction(STORE, mode).objectStore(STORE));
	} finally {
		database.close();
	}
}

export function isAnswered(nonce: string): Promise<boolean> {
	return within('readonly', async (store) => (await settled(store.count(nonce))) > 0);
}

/** Answers whether this was the first time. */
export function markAnswered(nonce: string): Promise<boolean> {
	return within('readwrite', async (store) => {
		const all = await settled<Answered[]>(store.getAll() as IDBRequest<Answered[]>);
		const isOld = ({ at }: Answered) => nowMs() - at > KEPT_MS;
		for (const each of all.filter(isOld)) await settled(store.delete(each.nonce));
		if (all.some((each) => each.nonce === nonce)) return false;
		await settled(store.put({ nonce, at: nowMs() } satisfies Answered));
		return true;
	});
}
