import type { Clock } from '#lib/server/core/clock.ts';
import type { WebauthnDeps } from '#lib/server/webauthn/index.ts';

export interface PasskeysDeps extends WebauthnDeps {
	readonly clock: Clock;
}

export const METHOD = 'passkeys';
