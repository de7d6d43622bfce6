import type { Clock } from '#lib/server/core/clock.ts';
import type { WebauthnDeps } from '#lib/server/webauthn/index.ts';

export interface PhonesDeps extends WebauthnDeps {
	readonly clock: Clock;
	/** Where the phone's page is. */
	readonly origin: string;
	/** A browser by the name it gives itself. */
	readonly browserOf: (userAgent: string) => { browser?: string; os?: string };
}
