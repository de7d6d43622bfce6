import { expect, test } from 'vitest';

import { defineRefusals, Refusal } from './refusal.ts';

const refuse = defineRefusals('challenges', { alreadyAnswered: 'conflict', gone: 'expired' });

test('a refusal is an error with the code of its capability and a kind', () => {
	const refused = refuse.alreadyAnswered();
	expect(refused).toBeInstanceOf(Refusal);
	expect(refused).toBeInstanceOf(Error);
	expect(refused).toMatchObject({ code: 'challenges.already_answered', kind: 'conflict' });
	expect(refuse.gone().code).toBe('challenges.gone');
});

test('each refusal is new, with the details and the cause it was given', () => {
	const cause = new Error('inside');
	const refused = refuse.gone({ cause, details: { attempts: 0 } });
	expect(refused).toMatchObject({ cause, details: { attempts: 0 } });
	expect(refuse.gone()).not.toBe(refuse.gone());
	expect(refuse.gone().details).toEqual({});
});
