/** The keys that sign: made when their time comes, by whichever process sees it first. */
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';

import type { Clock } from '#lib/server/core/clock.ts';
import type { SigningKeyStore } from './ports.ts';
import { AHEAD_MS, nextDue, publishedOf, signerOf, type SigningKey } from './signing-key.ts';

export const ALGORITHM = 'ES256';
/** What every application can verify ID tokens with. OpenID Connect Discovery 1.0 §3. */
export const ID_TOKEN_ALGORITHM = 'RS256';

type Algorithm = typeof ALGORITHM | typeof ID_TOKEN_ALGORITHM;

/** For so long a process goes by what it has read; what another process adds is published for longer before it signs. */
const REREAD_MS = 60_000;

export interface SigningKeys {
	readonly algorithm: Algorithm;
	signer(): Promise<SigningKey>;
	published(): Promise<readonly SigningKey[]>;
	/**
	 * Makes the next key. `isAtOnce` is for a key that somebody else may have: the new one signs now and the others
	 * verify nothing any more; other processes follow within a minute. Answers when it signs.
	 */
	rotate(how: { isAtOnce: boolean }): Promise<Date>;
}

async function newKey(
	algorithm: Algorithm,
	{ number, signsFrom }: Pick<SigningKey, 'number' | 'signsFrom'>
): Promise<SigningKey> {
	const pair = await generateKeyPair(algorithm, { extractable: true });
	const publicKey = await exportJWK(pair.publicKey);
	const privateKey = await exportJWK(pair.privateKey);
	const id = await calculateJwkThumbprint(publicKey);
	return { id, number, publicKey, privateKey, signsFrom };
}

export function createSigningKeys(deps: {
	readonly clock: Clock;
	readonly signingKeys: SigningKeyStore;
	readonly algorithm?: Algorithm;
}): SigningKeys {
	const { clock, signingKeys, algorithm = ALGORITHM } = deps;
	let read: { readonly keys: readonly SigningKey[]; readonly at: number } | undefined;

	const reread = async () => {
		read = { keys: await signingKeys.list(), at: clock.now().getTime() };
		return read.keys;
	};

	const add = async (keys: readonly SigningKey[], signsFrom: Date) => {
		const last = Math.max(-1, ...keys.map(({ number }) => number));
		await signingKeys.add(await newKey(algorithm, { number: last + 1, signsFrom }));
		return reread();
	};

	const known = async () => {
		const now = clock.now();
		const isFresh = read && Math.abs(now.getTime() - read.at) < REREAD_MS;
		const keys = isFresh && read ? read.keys : await reread();
		const due = nextDue(keys, now);
		return due ? add(keys, due) : keys;
	};

	return {
		algorithm,

		async signer() {
			const signer = signerOf(await known(), clock.now());
			if (!signer) throw new Error('There is no key to sign with.');
			return signer;
		},

		published: async () => publishedOf(await known(), clock.now()),

		async rotate({ isAtOnce }) {
			const now = clock.now();
			const signsFrom = isAtOnce ? now : new Date(now.getTime() + AHEAD_MS);
			const keys = await add(await reread(), signsFrom);
			if (isAtOnce) {
				await signingKeys.removeBefore(Math.max(...keys.map(({ number }) => number)));
				await reread();
			}
			return signsFrom;
		}
	};
}
