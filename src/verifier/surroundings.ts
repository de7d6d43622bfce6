/** The one place where the verifier takes the time from the machine. */
export const now = (): Date => new Date();
