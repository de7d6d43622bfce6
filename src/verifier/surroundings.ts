/** The one place where the verifier takes the time and chance from the machine. */
export const now = (): Date => new Date();

/** Below one; for pauses, not for secrets. */
export const randomFraction = (): number => Math.random();
