/** The accounts that this phone is linked to, with its keys: IndexedDB keeps keys that nobody can read. */

export interface PhoneLink {
	/** What the service calls this phone: the hash of its key. */
	readonly name: string;
	readonly privateKey: CryptoKey;
	/** From which keys for photo codes are derived. */
	readonly codeKey: CryptoKey;
	/** What verifies this phone's holder, where it can. */
	readonly credential?: { readonly id: string; readonly rpId: string };
	readonly username: string;
	readonly product: string;
	readonly label: string;
	readonly linkedAt: Date;
}

const DATABASE = 'latchkey-phone';
const STORE = 'links';

export function settled<Result>(request: IDBRequest<Result>): Promise<Result> {
	return new Promise((resolve, reject) => {
		request.onsuccess = () => resolve(request.result);
		request.onerror = () => reject(request.error ?? new Error('The store does not answer.'));
	});
}

function open(): Promise<IDBDatabase> {
	const request = indexedDB.open(DATABASE, 1);
	request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'name' });
	return settled(request);
}

async function within<Result>(
	mode: IDBTransactionMode,
	work: (store: IDBObjectStore) => IDBRequest<Result>
): Promise<Result> {
	const database = await open();
	try {
		return await settled(work(database.transaction(STORE, mode).objectStore(STORE)));
	} finally {
		database.close();
	}
}

export async function listLinks(): Promise<PhoneLink[]> {
	const links = await within<PhoneLink[]>(
		'readonly',
		(store) => store.getAll() as IDBRequest<PhoneLink[]>
	);
	return links.sort((a, b) => a.linkedAt.getTime() - b.linkedAt.getTime());
}

export async function keepLink(link: PhoneLink): Promise<void> {
	await within('readwrite', (store) => store.put(link));
	// A browser that is short of space asks before it takes the keys away.
	await navigator.storage?.persist?.().catch(() => false);
}

export async function forgetLink(name: string): Promise<void> {
	await within('readwrite', (store) => store.delete(name));
}
