import { describe, expect, test } from 'vitest';

import type { AccountFactor } from './models.ts';
import { standingOf } from './standing.ts';

let count = 0;

function factor(method: string, details: AccountFactor['details'] = {}): AccountFactor {
	count += 1;
	return { id: `fct_${count}`, method, label: method, createdAt: new Date(0), details };
}

const password = factor('passwords');
const app = factor('totp');
const codes = factor('recovery-codes', { left: 10, issued: 10 });
const synced = factor('passkeys', { canStandAlone: true, isDeviceBound: false });
const bound = factor('passkeys', { canStandAlone: true, isDeviceBound: true });

const adviceFor = (...factors: AccountFactor[]) => standingOf(factors).advice?.kind;

describe('the standing of an account', () => {
	test('is weak with a password alone, and a second factor is the next step', () => {
		expect(standingOf([password])).toMatchObject({ level: 'weak', opensAlone: false });
		expect(adviceFor(password)).toBe('add_factor');
	});

	test('is fair with an app, and a passkey is the next step', () => {
		expect(standingOf([password, app, codes]).level).toBe('fair');
		expect(adviceFor(password, app, codes)).toBe('add_passkey');
	});

	test('asks for new recovery codes at two left, none left, and where there is no set', () => {
		const left = (number: number) => factor('recovery-codes', { left: number, issued: 10 });
		expect(adviceFor(password, app, left(3))).toBe('add_passkey');
		expect(standingOf([synced, left(2)]).advice).toEqual({ kind: 'codes', left: 2 });
		expect(standingOf([synced, left(0)]).advice).toEqual({ kind: 'codes', left: 0 });
		expect(standingOf([synced]).advice).toEqual({ kind: 'codes', left: 0 });
	});

	test('asks for another where the only second factor is one device-bound passkey', () => {
		expect(adviceFor(bound, codes)).toBe('second_passkey');
		expect(adviceFor(bound, app, codes)).toBeUndefined();
		expect(adviceFor(bound, bound, codes)).toBeUndefined();
	});

	test('is strong with a synced passkey and recovery codes', () => {
		expect(standingOf([synced, codes])).toMatchObject({ level: 'strong', advice: undefined });
	});

	test('puts a passkey that may have been copied before everything else', () => {
		const copied = factor('passkeys', { canStandAlone: true, counterWentBack: true });
		expect(standingOf([copied, codes], { isRecovery: true }).advice).toEqual({
			kind: 'copied',
			factor: copied
		});
	});

	test('is never strong while somebody else may be at the door', () => {
		expect(standingOf([synced, codes], { isAlarmed: true }).level).toBe('alarmed');
		expect(standingOf([password, app, codes], { isAlarmed: true }).level).toBe('alarmed');
		expect(standingOf([password], { isAlarmed: true }).level).toBe('weak');
	});

	test('asks to replace what was lost after a recovery code', () => {
		expect(standingOf([synced, codes], { isRecovery: true }).advice?.kind).toBe('replace_lost');
	});
});
