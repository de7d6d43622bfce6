import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { fixedClock } from '#lib/server/core/clock.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import { enrol, optionsOf, outcome, setting } from './ceremony.fixture.ts';
import { parseAuthenticatorData } from '#lib/server/webauthn/authenticator-data.ts';
import { parseClientData } from '#lib/server/webauthn/client-data.ts';
import { judgeKey } from '#lib/server/webauthn/cose-key.ts';
import { isDerSignature } from '#lib/server/webauthn/ecdsa-signature.ts';
import { createPasskeys } from './passkeys.ts';
import w3c from '#lib/server/webauthn/w3c-vectors.json' with { type: 'json' };

const RUNS = 500;

/** Changes to base64url text that change its bytes: a bit turned, bytes cut off, put in, or added. */
const mutation = fc.oneof(
	fc.record({
		kind: fc.constant('flip' as const),
		at: fc.nat(),
		mask: fc.integer({ min: 1, max: 255 })
	}),
	fc.record({ kind: fc.constant('cut' as const), at: fc.nat(), mask: fc.constant(0) }),
	fc.record({ kind: fc.constant('insert' as const), at: fc.nat(), mask: fc.nat(255) }),
	fc.record({ kind: fc.constant('append' as const), at: fc.nat(), mask: fc.nat(255) })
);

type Mutation = typeof mutation extends fc.Arbitrary<infer M> ? M : never;

function mutate(text: string, { kind, at, mask }: Mutation): string {
	const bytes = [...Buffer.from(text, 'base64url')];
	const index = at % bytes.length;
	if (kind === 'flip') bytes[index] = (bytes[index] ?? 0) ^ mask;
	if (kind === 'cut') bytes.splice(index);
	if (kind === 'insert') bytes.splice(index, 0, mask);
	if (kind === 'append') bytes.push(mask);
	return Buffer.from(bytes).toString('base64url');
}

const vector = (name: string) => {
	const found = w3c.vectors.find((each) => each.name === name);
	if (!found) throw new Error(name);
	return found.registration;
};

describe('an assertion that was tampered with', () => {
	it('never verifies and never throws, whichever byte of it', async () => {
		const given = setting();
		const factor = await enrol(given);
		const { prompt, state } = await given.passkeys.verification.begin([factor], {
			mustStandAlone: false
		});
		const answer = given.authenticator.get(optionsOf(prompt));
		const finish = (changed: unknown) =>
			given.passkeys.verification.finish([factor], state, changed);
		expect(outcome(await finish(answer))).toBe('passed');

		const field = fc.constantFrom('clientDataJSON', 'authenticatorData', 'signature', 'userHandle');
		await fc.assert(
			fc.asyncProperty(field, mutation, async (name, change) => {
				const changed = mutate(String(answer.response[name]), change);
				// No bytes are an absent handle, which a known account may have.
				fc.pre(!(name === 'userHandle' && changed === ''));
				const response = { ...answer.response, [name]: changed };
				const result = await finish({ ...answer, response });
				expect(outcome(result)).not.toBe('passed');
				expect(result).not.toHaveProperty('mark');
			}),
			{ numRuns: RUNS }
		);
	});
});

describe('a registration that was tampered with', () => {
	const given = setting();
	const passkeys = () => setting().passkeys;

	const rp = { id: w3c.rpId, name: 'W3C', origins: [w3c.origin] };
	const own = createPasskeys({ clock: fixedClock(new Date(0)), random: secureRandom, rp });
	const { response: packed, expectedChallenge: challenge } = vector('packed-self-es256');
	const finishPacked = async (name: 'clientDataJSON' | 'attestationObject', text: string) => {
		const response = { ...packed.response, [name]: text };
		const state = { challenge, isConditional: false };
		const result = await own.enrolment?.finish(given.subject, state, { ...packed, response });
		return result && outcome(result);
	};

	it('never verifies when it is signed by its own key, whichever byte of it', async () => {
		const field = fc.constantFrom('clientDataJSON' as const, 'attestationObject' as const);
		await fc.assert(
			fc.asyncProperty(field, mutation, async (name, change) => {
				const changed = mutate(packed.response[name], change);
				expect(await finishPacked(name, changed)).not.toBe('passed');
			}),
			{ numRuns: RUNS }
		);
	});

	it.each([
		// ES256, 0x26, becomes ES384, 0x3822, and PS256, 0x3824: the same curve, or the same hash.
		['R22: of an algorithm that is not its key’s', '63616c6726', '63616c673824'],
		['R22: of a key type that is not its key’s', '63616c6726', '63616c673822'],
		['§6.5.5: with a signature that is BER and not DER', '58463044', '58463040']
	])('%s is refused', async (_attack, from, to) => {
		const bytes = Buffer.from(packed.response.attestationObject, 'base64url').toString('hex');
		expect(bytes).toContain(from);
		const changed = Buffer.from(bytes.replace(from, to), 'hex').toString('base64url');
		expect(await finishPacked('attestationObject', changed)).toBe('malformed');
	});

	it('never throws, and what it may still change is the credential itself', async () => {
		const { prompt, state } = await given.passkeys.enrolment.begin(given.subject);
		const answer = given.authenticator.create(optionsOf(prompt));
		await fc.assert(
			fc.asyncProperty(mutation, async (change) => {
				const attestationObject = mutate(String(answer.response['attestationObject']), change);
				const result = await given.passkeys.enrolment.finish(given.subject, state, {
					...answer,
					response: { ...answer.response, attestationObject }
				});
				if (result.passed) expect(result.handle).toBe(answer.id);
			}),
			{ numRuns: RUNS }
		);
	});

	it('of any shape at all is a failure and no exception', async () => {
		const { prompt, state } = await given.passkeys.enrolment.begin(given.subject);
		const answer = given.authenticator.create(optionsOf(prompt));
		const path = fc.constantFrom('id', 'rawId', 'type', 'response', 'clientExtensionResults');
		await fc.assert(
			fc.asyncProperty(path, fc.anything(), async (name, value) => {
				fc.pre(name !== 'clientExtensionResults' || typeof value !== 'object' || value === null);
				const changed = { ...answer, [name]: value };
				const result = await given.passkeys.enrolment.finish(given.subject, state, changed);
				expect(outcome(result)).toBe('malformed');
				expect(outcome(await passkeys().verification.finish([], {}, value))).toBe('malformed');
			}),
			{ numRuns: RUNS }
		);
	});
});

describe('the readers', () => {
	it('never throw on any bytes', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
				parseAuthenticatorData(bytes);
				parseClientData(bytes);
				judgeKey(bytes);
				isDerSignature(bytes);
			}),
			{ numRuns: 2000 }
		);
	});

	it('never throw on lists nested without end', () => {
		expect(judgeKey(new Uint8Array(20_000).fill(0x81))).toBe('malformed');
	});

	it('find a member that stands twice, however it is written', () => {
		const read = (text: string) => parseClientData(Buffer.from(text));
		const rest = '"challenge":"b","origin":"c"';
		expect(read(`{"type":"a",${rest}}`)).toBeDefined();
		expect(read(`{"type":"a","x":{"x":1,"x":2,"type":0},${rest}}`)).toBeDefined();
		expect(read(`{"type":"a","y":"\\"type\\":","z":["type"],${rest}}`)).toBeDefined();
		expect(read(`{"type":"a","\\u0074ype":"a",${rest}}`)).toBeUndefined();
		expect(read(`{"x":{},"type":"a","x":[],${rest}}`)).toBeUndefined();
		expect(read(`\uFEFF{"type":"a",${rest}}`)).toBeUndefined();
	});
});
