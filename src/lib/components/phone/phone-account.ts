import type { PhoneLink } from '#lib/phone/links.ts';

/** An account that this phone is linked to, or was. */
export interface PhoneAccount {
	readonly link: PhoneLink;
	/** The account has removed this phone. */
	readonly isGone: boolean;
}
