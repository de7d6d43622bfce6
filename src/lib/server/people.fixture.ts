/** People and their browsers, for tests: who signs up, signs in and enrols factors at a service. */
import { createHash, createHmac } from 'node:crypto';

import type { Caller } from './core/caller.ts';
import type { Enroller } from './enrolment/index.ts';
import type { Prompt } from './factors/index.ts';
import {
	createVirtualAuthenticator,
	type Overrides,
	type VirtualAuthenticator
} from './webauthn/virtual-authenticator.fixture.ts';
import type { IssuedSession } from './sessions/index.ts';
import type { Attempt } from './sign-in/index.ts';
import { ORIGIN, SECOND, type Service } from './testing.fixture.ts';

export const PASSWORD = 'blue teapots sail north';
const STEP = 30 * SECOND;

export const caller: Caller = { requestId: 'req', address: '192.0.2.1', userAgent: 'Test/1.0' };

/** Another browser's attempt at each name. */
export function attempt(name = 'browser'): Attempt {
	return { holder: createHash('sha256').update(name).digest('base64url'), caller };
}

export function authenticator(
	options: Partial<Parameters<typeof createVirtualAuthenticator>[0]> = {}
): VirtualAuthenticator {
	return createVirtualAuthenticator({ origin: ORIGIN, ...options });
}

export const enroller = ({ session, token }: IssuedSession): Enroller => ({
	session,
	token,
	caller
});

/** Someone who has signed up with a password. */
export async function member(service: Service, username = 'ada', password = PASSWORD) {
	const who = { username, email: `${username}@example.org`, password };
	const { issued } = await service.signUp.withPassword(who, attempt(username));
	return { ...issued, username, account: issued.session.account };
}

/** Someone who has signed up with a passkey, and has recovery codes. */
export async function passkeyMember(
	service: Service,
	{ username = 'grace', key = authenticator() } = {}
) {
	const who = { username, email: `${username}@example.org` };
	const { ceremony, options } = await service.signUp.beginPasskey(who, attempt(username));
	const response = key.create(options);
	const signedUp = await service.signUp.finishPasskey({ ceremony, response }, attempt(username));
	const { issued, recoveryCodes = [] } = signedUp;
	return { ...issued, key, username, recoveryCodes, account: issued.session.account };
}

/** Signs in with a name and password, to a session or to a challenge. */
export function signIn(
	service: Service,
	{ identifier = 'ada', password = PASSWORD, by = 'browser' } = {}
) {
	const given = { identifier, password, lifetime: 'brief' } as const;
	return service.signIn.withPassword(given, attempt(by));
}

export async function signedIn(service: Service, given: Parameters<typeof signIn>[1] = {}) {
	const result = await signIn(service, given);
	if (result.status !== 'signed-in') throw new Error('A challenge came instead of a session.');
	return result.issued;
}

export async function challenged(service: Service, given: Parameters<typeof signIn>[1] = {}) {
	const result = await signIn(service, given);
	if (result.status !== 'challenge') throw new Error('A session came instead of a challenge.');
	return result.challenge;
}

/** Signs in with a passkey of any account. */
export async function signInByPasskey(
	service: Service,
	key: VirtualAuthenticator,
	{ by = 'browser', ...overrides }: Overrides & { by?: string } = {}
) {
	const { ceremony, options } = await service.signIn.beginPasskey(attempt(by));
	const response = key.get(options, overrides);
	const given = { ceremony, response, lifetime: 'brief' } as const;
	return service.signIn.finishPasskey(given, attempt(by));
}

/** Adds an authenticator app, and gives a function that tells its codes. */
export async function addTotp(service: Service, owner: IssuedSession) {
	const by = enroller(owner);
	const { id, prompt } = await service.enrolments.begin(by, { method: 'totp' });
	const codeAt = appOf(service, prompt);
	const result = await service.enrolments.finish(by, { id, answer: codeAt() });
	if (!result.enrolled) throw new Error(result.reason);
	const { factor, recoveryCodes, issued = owner } = result;
	// The code is spent: the next one is another.
	service.clock.advance(STEP);
	return { code: codeAt, factor, recoveryCodes, issued };
}

/** Adds a passkey, by an authenticator of its own unless one is given. */
export async function addPasskey(service: Service, owner: IssuedSession, key = authenticator()) {
	const by = enroller(owner);
	const { id, prompt } = await service.enrolments.begin(by, { method: 'passkeys' });
	const answer = key.create(optionsOf(prompt));
	const result = await service.enrolments.finish(by, { id, answer });
	if (!result.enrolled) throw new Error(result.reason);
	const { factor, recoveryCodes, issued = owner } = result;
	return { key, factor, recoveryCodes, issued };
}

/** Someone with a password, an authenticator app, and recovery codes. */
export async function totpMember(service: Service, username = 'ada') {
	const someone = await member(service, username);
	const { code, factor, issued, recoveryCodes = [] } = await addTotp(service, someone);
	return { ...someone, ...issued, code, factor, recoveryCodes };
}

/** An authenticator app that has scanned the prompt. */
export function appOf({ clock }: Service, prompt: Prompt): (steps?: number) => string {
	if (prompt.kind !== 'code' || !prompt.enrol) throw new Error('No secret is shown.');
	const secret = base32(prompt.enrol.secret.replaceAll(' ', ''));
	return (steps = 0) => {
		const counter = Buffer.alloc(8);
		counter.writeBigUInt64BE(BigInt(Math.floor(clock.now().getTime() / STEP) + steps));
		const mac = createHmac('sha1', secret).update(counter).digest();
		const offset = (mac.at(-1) ?? 0) & 15;
		return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
	};
}

function base32(text: string): Buffer {
	const bits = Array.from(text, (letter) =>
		'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')
	).join('');
	return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}

export function optionsOf(prompt: Prompt): object {
	if (prompt.kind !== 'webauthn') throw new Error('No ceremony is asked for.');
	return prompt.options;
}

/** A code that is well formed and not the right one. */
export const otherThan = (code: string): string =>
	String((Number(code) + 1) % 1e6).padStart(6, '0');
