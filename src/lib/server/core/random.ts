export interface Random {
	/** Bytes from a CSPRNG. */
	bytes(length: number): Uint8Array;
}

export const secureRandom: Random = {
	bytes: (length) => crypto.getRandomValues(new Uint8Array(length))
};
