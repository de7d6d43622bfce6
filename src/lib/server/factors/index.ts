import type { FactorMethod } from './method.ts';
import { createPasskeys, type PasskeysDeps } from './passkeys/index.ts';
import { createPasswords, type PasswordVerifier } from './passwords/index.ts';
import { createPhones, type PhonesDeps } from './phones/index.ts';
import { createRecoveryCodes } from './recovery-codes/index.ts';
import { createTotp } from './totp/index.ts';

export type { Asking, Errands, Link } from './errand.ts';
export type { Factor } from './factor.ts';
export type {
	Begun,
	Enrolled,
	EnrolmentSubject,
	FactorMethod,
	Failure,
	Prompt,
	Verified
} from './method.ts';
export type { FactorStore } from './ports.ts';
export { issueRecoveryCodes } from './recovery-codes/index.ts';

interface MethodsDeps extends PasskeysDeps, PhonesDeps {
	readonly hasher: PasswordVerifier;
}

/** Every method there is, strongest first. A new one is a folder beside this file and a line here. */
export function createMethods(deps: MethodsDeps): readonly FactorMethod[] {
	const { clock, random, rp, hasher } = deps;
	return [
		createPasskeys({ clock, random, rp }),
		createPhones(deps),
		createTotp({ clock, random, issuer: rp.name }),
		createRecoveryCodes(),
		createPasswords({ hasher })
	];
}
