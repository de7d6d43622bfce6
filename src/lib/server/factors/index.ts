import type { FactorMethod } from './method.ts';
import { createMailCodes } from './mail-codes/index.ts';
import { createPasskeys, type PasskeysDeps } from './passkeys/index.ts';
import { createPasswords, type PasswordVerifier } from './passwords/index.ts';
import { codePhones, createPhones, type PhonesDeps } from './phones/index.ts';
import { createPhotoCodes } from './photo-codes/index.ts';
import { createRecoveryCodes } from './recovery-codes/index.ts';
import { createTextCodes } from './text-codes/index.ts';
import { createTotp } from './totp/index.ts';

export { awaitedOf } from './errand.ts';
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
export { addable, factorsFor } from './method.ts';
export type { FactorStore } from './ports.ts';
export { issueRecoveryCodes } from './recovery-codes/index.ts';

interface MethodsDeps extends PasskeysDeps, PhonesDeps {
	readonly hasher: PasswordVerifier;
	/** Whether the operator has a method on, and what carries it is there. */
	readonly isOn: (method: string) => boolean;
	/** Calling codes of the countries that get text messages. */
	readonly textCountries: readonly string[];
}

/** Every method there is, strongest first. A new one is a folder beside this file and a line here. */
export function createMethods(deps: MethodsDeps): readonly FactorMethod[] {
	const { clock, random, rp, hasher, isOn, textCountries: countries } = deps;
	const switched = (method: FactorMethod): FactorMethod => ({ ...method, isOff: !isOn(method.id) });
	return [
		createPasskeys({ clock, random, rp }),
		switched(createPhones(deps)),
		switched(createPhotoCodes({ ...deps, phones: codePhones(deps) })),
		switched(createTotp({ clock, random, issuer: rp.name })),
		switched(createTextCodes({ countries })),
		switched(createMailCodes()),
		createRecoveryCodes(),
		createPasswords({ hasher })
	];
}
