/** Where the phone's time and randomness come from. */

export const nowMs = (): number => Date.now();

export const bytesByChance = (length: number): Uint8Array =>
	crypto.getRandomValues(new Uint8Array(length));
