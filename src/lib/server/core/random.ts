export interface Random {
	/** Bytes from a CSPRNG. */
	bytes(length: number): Uint8Array;
}

export const secureRandom: Random = {
	bytes: (length) => crypto.getRandomValues(new Uint8Array(length))
};

const DRAWN = 4096;

/**
 * Draws many bytes at once and gives each once, since a draw costs as much for a few as for a thousand. For ids: what a
 * secret will be should not lie in memory before it is one.
 */
export function drawnAhead(random: Random): Random {
	let drawn: Uint8Array = new Uint8Array();
	let at = 0;
	return {
		bytes(length) {
			if (length > DRAWN) return random.bytes(length);
			if (at + length > drawn.length) {
				drawn = random.bytes(DRAWN);
				at = 0;
			}
			at += length;
			return drawn.slice(at - length, at);
		}
	};
}
