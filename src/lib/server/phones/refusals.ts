import { defineRefusals } from '#lib/server/core/refusal.ts';

export const phoneRefusals = defineRefusals('phones', {
	/** The link is unknown, used or too old. */
	linkGone: 'expired',
	/** What the phone has sent does not hold; the reason says what. */
	notAccepted: 'invalid',
	/** What the phone gives is no address of a push service that is known here. */
	pushNotAccepted: 'invalid',
	/** Something else was written about the phone, again and again. */
	busy: 'conflict',
	/** The account has no such phone. */
	unknown: 'not-found',
	/** No account has this phone, or no longer. */
	notLinked: 'unauthenticated',
	/** The call is not signed, not fresh, or was made before. With the service's time. */
	callNotAccepted: 'unauthenticated'
});
