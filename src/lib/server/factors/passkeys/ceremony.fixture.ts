import { fixedClock } from '#lib/server/core/clock.ts';
import type { AccountId, FactorId } from '#lib/server/core/ids.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import type { Factor } from '../factor.ts';
import type { Enrolled, EnrolmentSubject, FactorMethod, Failure, Verified } from '../method.ts';
import { createPasskeys } from './passkeys.ts';
import {
	createVirtualAuthenticator,
	type Overrides,
	type VirtualAuthenticator
} from '#lib/server/webauthn/virtual-authenticator.fixture.ts';

export const ORIGIN = 'https://id.example.org';
const RP = { id: 'id.example.org', name: 'Example', origins: [ORIGIN] };
export const NOW = new Date('2026-03-01T12:00:00Z');
const USER_HANDLE = Buffer.alloc(32, 7).toString('base64url');

interface Setting {
	readonly passkeys: Required<FactorMethod>;
	readonly authenticator: VirtualAuthenticator;
	readonly subject: EnrolmentSubject;
}

export function subjectWith(factors: readonly Factor[] = []): EnrolmentSubject {
	return {
		account: 'acc_1' as AccountId,
		username: 'ada',
		displayName: 'Ada',
		userHandle: USER_HANDLE,
		factors
	};
}

export function setting(
	options: Partial<Parameters<typeof createVirtualAuthenticator>[0]> = {}
): Setting {
	return {
		passkeys: createPasskeys({
			clock: fixedClock(NOW),
			random: secureRandom,
			rp: RP
		}) as Required<FactorMethod>,
		authenticator: createVirtualAuthenticator({ origin: ORIGIN, ...options }),
		subject: subjectWith()
	};
}

/** A whole registration, with one thing about it changed. */
export async function register(
	{ passkeys, authenticator, subject }: Setting,
	overrides: Overrides = {},
	needs = { isConditional: false }
): Promise<Enrolled | Failure> {
	const { prompt, state } = await passkeys.enrolment.begin(subject, needs);
	const answer = authenticator.create(optionsOf(prompt), overrides);
	return passkeys.enrolment.finish(subject, state, answer);
}

export async function enrol(given: Setting, overrides: Overrides = {}): Promise<Factor> {
	const enrolled = await register(given, overrides);
	if (!enrolled.passed) throw new Error(enrolled.reason);
	return factorOf(enrolled);
}

function factorOf(enrolled: Enrolled): Factor {
	return {
		id: 'fct_1' as FactorId,
		account: 'acc_1' as AccountId,
		method: 'passkeys',
		label: enrolled.label,
		handle: enrolled.handle,
		state: enrolled.state,
		version: 0,
		createdAt: NOW
	};
}

/** A whole assertion for a known account, with one thing about it changed. */
export async function assertWith(
	{ passkeys, authenticator }: Setting,
	factor: Factor,
	overrides: Overrides = {},
	needs: { mustStandAlone: boolean; isKnowledgeProven?: boolean } = { mustStandAlone: false }
): Promise<Verified | Failure> {
	const { prompt, state } = await passkeys.verification.begin([factor], needs);
	const answer = authenticator.get(optionsOf(prompt), overrides);
	return passkeys.verification.finish([factor], state, answer);
}

export function optionsOf(prompt: { kind: string; options?: object }): object {
	if (!prompt.options) throw new Error('no WebAuthn prompt');
	return prompt.options;
}

/** What happened, in one word: the reason of a failure, or `passed`. */
export function outcome(result: Enrolled | Verified | Failure): string {
	return result.passed ? 'passed' : result.reason;
}
