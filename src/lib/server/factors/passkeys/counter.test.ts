import { describe, expect, it } from 'vitest';

import type { Factor } from '../factor.ts';
import { assertWith, enrol, NOW, setting } from './ceremony.fixture.ts';
import type { CredentialState } from './state.ts';

function withState(factor: Factor, state: Partial<CredentialState>): Factor {
	return { ...factor, state: { ...(factor.state as CredentialState), ...state } };
}

describe('a signature counter that does not grow, A22', () => {
	it.each([
		['goes back', 4],
		['stays', 5],
		['falls to zero', 0]
	])('%s: the answer is refused and the credential marked', async (_name, counter) => {
		const given = setting();
		const factor = withState(await enrol(given), { counter: 5 });
		const result = await assertWith(given, factor, { counter });
		expect(result).toMatchObject({
			passed: false,
			reason: 'counter_went_back',
			mark: {
				factor,
				state: { counter: 5, counterWentBackAt: NOW.toISOString() },
				event: 'factor.counter_went_back'
			}
		});
	});

	it('is shown to the owner, and later growth does not hide it', async () => {
		const given = setting();
		const factor = withState(await enrol(given), { counter: 5 });
		const result = await assertWith(given, factor, { counter: 5 });
		const marked = { ...factor, state: result.passed ? undefined : result.mark?.state };
		expect(given.passkeys.view(marked)).toMatchObject({ counterWentBack: true });
		const next = await assertWith(given, marked, { counter: 6 });
		if (!next.passed) throw new Error(next.reason);
		expect(given.passkeys.view({ ...factor, state: next.state })).toMatchObject({
			counterWentBack: true
		});
	});

	it('marks nothing on the word of somebody without the key', async () => {
		const given = setting();
		const factor = withState(await enrol(given), { counter: 5 });
		const result = await assertWith(given, factor, { counter: 1, alterSignature: swapLastBit });
		expect(result).toEqual({ passed: false, reason: 'not_verified' });
	});
});

/** In the middle of s, so that the form stays DER. */
function swapLastBit(signature: Uint8Array): Uint8Array {
	return signature.map((byte, at) => (at === signature.length - 1 ? byte ^ 1 : byte));
}
