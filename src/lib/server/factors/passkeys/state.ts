import * as v from 'valibot';

import { Credential } from '#lib/server/webauthn/index.ts';
import type { Factor } from '../factor.ts';

const credentialSchema = v.object({
	...Credential.entries,
	/** Whether its user verification is known to be the account holder's. */
	isUserVerificationInitialized: v.boolean(),
	/** When a signature counter last failed to grow, as an ISO 8601 instant. */
	counterWentBackAt: v.optional(v.string())
});

export type CredentialState = v.InferOutput<typeof credentialSchema>;

export function credentialOf(factor: Factor): CredentialState {
	return v.parse(credentialSchema, factor.state);
}

const registrationSchema = v.object({
	challenge: v.string(),
	isConditional: v.boolean()
});

export type RegistrationState = v.InferOutput<typeof registrationSchema>;

export function registrationOf(state: unknown): RegistrationState {
	return v.parse(registrationSchema, state);
}

const assertionSchema = v.object({
	challenge: v.string(),
	/** Credential ids that were asked for; absent where any account's will do. */
	allowed: v.optional(v.array(v.string())),
	mustStandAlone: v.boolean(),
	isKnowledgeProven: v.boolean()
});

export type AssertionState = v.InferOutput<typeof assertionSchema>;

export function assertionOf(state: unknown): AssertionState {
	return v.parse(assertionSchema, state);
}

export function failed(reason: string): { passed: false; reason: string } {
	return { passed: false, reason };
}
