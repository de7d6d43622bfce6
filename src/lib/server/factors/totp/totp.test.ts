import fc from 'fast-check';
import { generateSync, verifySync } from 'otplib';
import { describe, expect, it } from 'vitest';

import { fixedClock } from '#lib/server/core/clock.ts';
import type { AccountId, FactorId } from '#lib/server/core/ids.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import type { Factor } from '../factor.ts';
import type { EnrolmentSubject, FactorMethod, Prompt } from '../method.ts';
import { createTotp } from './totp.ts';

const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const OTHER = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
const AT = new Date('2026-03-01T12:00:10Z');
const NOW = Math.floor(AT.getTime() / 30_000);

const subject: EnrolmentSubject = {
	account: 'acc_1' as AccountId,
	username: 'ada@example.org',
	displayName: 'Ada',
	userHandle: '',
	factors: []
};

function code(step = NOW, secret = SECRET): string {
	return generateSync({ secret, epoch: step * 30 });
}

function factor(state: object = {}): Factor {
	return {
		id: 'fct_1' as FactorId,
		account: 'acc_1' as AccountId,
		method: 'totp',
		label: '',
		state: { secret: SECRET, lastStep: 0, drift: 0, ...state },
		version: 0,
		createdAt: AT
	};
}

function create(
	at = AT,
	issuer = 'Latchkey'
): Required<Pick<FactorMethod, 'enrolment'>> & FactorMethod {
	const totp = createTotp({ clock: fixedClock(at), random: secureRandom, issuer });
	if (!totp.enrolment) throw new Error('no enrolment');
	return { ...totp, enrolment: totp.enrolment };
}

const verify = (answer: unknown, factors: readonly Factor[] = [factor()]) =>
	create().verification.finish(factors, {}, answer);

const confirm = (answer: unknown) => create().enrolment.finish(subject, { secret: SECRET }, answer);

const seed = (prompt: Prompt) => {
	if (prompt.kind !== 'code' || !prompt.enrol) throw new Error('no enrolment prompt');
	return prompt.enrol;
};

describe('enrolling an app', () => {
	it('gives it a seed of 160 random bits, as link, text and picture', async () => {
		const totp = create();
		const begun = await Promise.all([totp.enrolment.begin(subject), totp.enrolment.begin(subject)]);
		const [first, second] = begun.map(({ prompt }) => seed(prompt));
		expect(first?.secret).toMatch(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/);
		expect(first?.secret).not.toBe(second?.secret);
		const uri = new URL(first?.uri ?? '');
		expect(uri.searchParams.get('secret')).toBe(first?.secret.replaceAll(' ', ''));
		expect(uri.searchParams.get('issuer')).toBe('Latchkey');
		expect(decodeURIComponent(uri.pathname)).toMatch(/\/?Latchkey:ada@example\.org$/);
	});

	it('lets no name break out of the address', async () => {
		const totp = create(AT, 'A:b & <c>?secret=x#');
		const { prompt } = await totp.enrolment.begin({ ...subject, username: 'a:b&secret=y c' });
		const { uri, secret } = seed(prompt);
		expect(new URL(uri).searchParams.getAll('secret')).toEqual([secret.replaceAll(' ', '')]);
		expect(new URL(uri).hash).toBe('');
		const label = decodeURIComponent(uri.slice('otpauth://totp/'.length, uri.indexOf('?')));
		expect(label).toBe('A b & <c>?secret=x#:a b&secret=y c');
	});

	it('draws a picture that a strict page may show, dark on white with a quiet zone', async () => {
		const { prompt } = await create().enrolment.begin(subject);
		const { qr } = seed(prompt);
		expect(qr).toMatch(/^<svg xmlns/);
		expect(qr).not.toMatch(/style|script|href|\bon\w+=/);
		expect(qr).toMatch(/<path fill="#ffffff"/);
		expect(qr).toMatch(/<path stroke="#000000" d="M4 4\.5h7/);
	});

	it('is confirmed by its first code, which then is spent', async () => {
		const enrolled = await confirm(code());
		if (!enrolled.passed) throw new Error(enrolled.reason);
		expect(enrolled).toMatchObject({
			label: 'Authenticator app',
			state: { secret: SECRET, lastStep: NOW, drift: 0 },
			proof: { authenticator: 'single-factor-otp' }
		});
		expect(enrolled).not.toHaveProperty('details');
		expect(await verify(code(), [factor(enrolled.state as object)])).toMatchObject({
			reason: 'reused'
		});
	});

	it.each([
		[-20, -600],
		[-2, -60],
		[2, 60],
		[20, 600]
	])('with a clock %i steps off says by how much', async (drift, seconds) => {
		expect(await confirm(code(NOW + drift))).toEqual({
			passed: false,
			reason: 'clock_off',
			details: { seconds }
		});
	});

	it.each([-21, 21])('with a clock %i steps off is a wrong code', async (drift) => {
		expect(await confirm(code(NOW + drift))).toEqual({ passed: false, reason: 'wrong_code' });
	});

	it('with a clock one step off works and tells the person', async () => {
		expect(await confirm(code(NOW + 1))).toMatchObject({
			passed: true,
			details: { driftSeconds: 30 }
		});
	});
});

describe('a code', () => {
	it.each([-1, 0, 1])('of %i steps from now is accepted', async (drift) => {
		const verified = await verify(code(NOW + drift));
		expect(verified).toMatchObject({
			passed: true,
			state: { lastStep: NOW + drift, drift },
			proof: { authenticator: 'single-factor-otp' }
		});
	});

	it.each([-2, 2])('of %i steps from now is wrong, and how far off is not said', async (drift) => {
		expect(await verify(code(NOW + drift))).toEqual({ passed: false, reason: 'wrong_code' });
	});

	it('verifies once', async () => {
		const first = await verify(code());
		if (!first.passed) throw new Error(first.reason);
		const used = factor(first.state as object);
		expect(await verify(code(), [used])).toEqual({ passed: false, reason: 'reused' });
	});

	it('older than the last one that was accepted is refused', async () => {
		const used = factor({ lastStep: NOW });
		expect(await verify(code(NOW - 1), [used])).toEqual({ passed: false, reason: 'reused' });
		expect(await verify(code(NOW + 1), [used])).toMatchObject({ passed: true });
	});

	it('of the second app verifies the second app', async () => {
		const second = { ...factor({ secret: OTHER }), id: 'fct_2' as FactorId };
		expect(await verify(code(NOW, OTHER), [factor(), second])).toMatchObject({
			passed: true,
			factor: second
		});
	});

	it('spent on one app does not hide behind another', async () => {
		const apps = [factor({ lastStep: NOW }), factor({ secret: OTHER })];
		expect(await verify(code(), apps)).toEqual({ passed: false, reason: 'reused' });
	});

	it('is nobody’s where no app is enrolled', async () => {
		expect(await verify(code(), [])).toEqual({ passed: false, reason: 'wrong_code' });
	});

	it.each([
		['with spaces', (c: string) => ` ${c.slice(0, 3)} ${c.slice(3)}\u00a0`],
		[
			'in full width',
			(c: string) => c.replace(/./g, (d) => String.fromCodePoint(0xff10 + Number(d)))
		]
	])('%s is the same code', async (_name, write) => {
		expect(await verify(write(code()))).toMatchObject({ passed: true });
	});

	it.each([
		[''],
		['12345'],
		['1234567'],
		['12345a'],
		['-12345'],
		['1e5000'],
		['٠١٢٣٤٥'],
		[`${' '.repeat(40)}123456`],
		[123456],
		[undefined],
		[['123456']],
		[{ length: 6 }]
	])('%j is malformed', async (answer) => {
		expect(await verify(answer)).toEqual({ passed: false, reason: 'malformed' });
		expect(await confirm(answer)).toEqual({ passed: false, reason: 'malformed' });
	});

	it('passes exactly when the library finds it within a step and it is fresh', async () => {
		const steps = fc.integer({ min: -3, max: 3 });
		// The library takes no newer step than the window's last for the one that was used.
		const used = fc.integer({ min: -3, max: 1 });
		await fc.assert(
			fc.asyncProperty(steps, used, async (drift, last) => {
				const token = code(NOW + drift);
				const { valid } = verifySync({
					secret: SECRET,
					token,
					epoch: AT.getTime() / 1000,
					epochTolerance: 30,
					afterTimeStep: NOW + last
				});
				const result = await verify(token, [factor({ lastStep: NOW + last })]);
				expect(result.passed).toBe(valid);
			})
		);
	});
});

it('the owner sees the drift and never the seed', () => {
	expect(create().view(factor({ drift: -1 }))).toEqual({ driftSeconds: -30 });
});
