import type { SigningKey } from './signing-key.ts';

export interface SigningKeyStore {
	/** The oldest first. */
	list(): Promise<readonly SigningKey[]>;
	/** False where there is one of this number; of racing callers one adds it. */
	add(key: SigningKey): Promise<boolean>;
	/** Those before this number. */
	removeBefore(number: number): Promise<void>;
}
