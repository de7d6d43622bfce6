import { expect, test } from 'vitest';

import type { AccountId } from '../core/ids.ts';
import { securityFields, signInOf } from './index.ts';
import type { NewAuditEvent } from '../audit/index.ts';

const event: NewAuditEvent = {
	at: new Date(0),
	code: 'sign_in.challenge_failed',
	account: 'acc_1' as AccountId,
	requestId: 'request-1',
	address: '192.0.2.1',
	userAgent: 'Test',
	details: { method: 'totp', reason: 'wrong_code', factor: 'My phone', email: 'ada@example.org' }
};

test('a security event is logged by ids and by words of ours, without what people have named', () => {
	expect(securityFields(event)).toEqual({
		requestId: 'request-1',
		code: 'sign_in.challenge_failed',
		account: 'acc_1',
		session: undefined,
		address: '192.0.2.1',
		kind: 'totp',
		reason: 'wrong_code'
	});
});

test('a sign-in is counted by its methods and its result', () => {
	expect(signInOf(event)).toEqual({
		action: 'sign_in',
		method: 'totp',
		result: 'challenge_failed'
	});
	expect(signInOf({ code: 'sign_in.succeeded', details: { methods: 'passwords totp' } })).toEqual({
		action: 'sign_in',
		method: 'passwords+totp',
		result: 'succeeded'
	});
	expect(signInOf({ code: 'factor.removed', details: { method: 'totp' } })).toBeUndefined();
});
