import { createCalls } from '#client';

/** The browser that wants to sign in. */
export interface Asker {
	readonly product: string;
	readonly origin: string;
	readonly address: string;
	readonly browser: string;
	readonly askedAt: string;
	readonly expiresAt: string;
	readonly isSameNetwork?: boolean;
}

/** Who asks, by the secret of the picture; it uses nothing up. */
export function lookAtAsker(secret: string): Promise<Asker> {
	return createCalls().call('POST', '/phone/sign-in', { secret });
}
