/** Adding a passkey from a page of the account, over the JSON API. */
import { startRegistration } from '@simplewebauthn/browser';

import { createCalls, type Prompt } from '../../client/index.ts';
import type { AccountFactor } from '#lib/components/account/models.ts';
import { createPasskey } from '#lib/webauthn.ts';

interface Begun {
	readonly id: string;
	readonly prompt: Prompt;
}

export type Enrolment =
	| {
			readonly enrolled: true;
			readonly factor: AccountFactor;
			/** Present when this was the first second factor: shown once. */
			readonly recoveryCodes?: readonly string[];
	  }
	| { readonly enrolled: false; readonly reason: string };

interface Manner {
	/** In passing, without a dialog of the browser's. */
	readonly isConditional: boolean;
}

/** Rejects with a `ProblemError`, or with what the browser refused. */
export async function addPasskey({ isConditional }: Manner): Promise<Enrolment> {
	const { call } = createCalls();
	const method = 'passkeys';
	const { id, prompt } = await call<Begun>('POST', '/enrolments', { method, isConditional });
	if (prompt.kind !== 'webauthn' || prompt.ceremony !== 'create')
		throw new Error('A passkey is created by WebAuthn.');
	const { options } = prompt;
	const answer = isConditional
		? await startRegistration({ optionsJSON: options, useAutoRegister: true })
		: await createPasskey(options);
	return call('POST', `/enrolments/${id}/answer`, { answer });
}

export async function renameFactor(id: string, label: string): Promise<void> {
	await createCalls().call('PATCH', `/factors/${id}`, { label });
}
