import * as v from 'valibot';

import type { Factor } from '../factor.ts';
import { transportSchema } from './answer.ts';

/** A credential record, WebAuthn L3 §4. */
const credentialSchema = v.object({
	/** A COSE key, in base64url. */
	publicKey: v.string(),
	algorithm: v.number(),
	counter: v.number(),
	transports: v.array(transportSchema),
	isBackupEligible: v.boolean(),
	isBackedUp: v.boolean(),
	aaguid: v.string(),
	userHandle: v.string(),
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
