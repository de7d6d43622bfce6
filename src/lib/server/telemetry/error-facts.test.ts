import fc from 'fast-check';
import { expect, test } from 'vitest';

import { storeRefusals } from '../adapters/outage.ts';
import { errorFacts } from './error-facts.ts';

const SECRET = 'hunter2-Qx9';

/** Errors as libraries make them, each with the secret where such errors have it. */
const planted: [string, () => unknown][] = [
	[
		'the row that a database refuses',
		() =>
			Object.assign(new Error(`duplicate key value violates "${SECRET}"`), {
				name: 'error',
				code: '23505',
				detail: `Key (email)=(${SECRET}) already exists.`,
				where: SECRET,
				parameters: [SECRET]
			})
	],
	[
		'the command that Redis refuses',
		() =>
			Object.assign(new Error(`ERR unknown command 'EVALSHA', with args: ${SECRET}`), {
				command: { args: [SECRET] }
			})
	],
	['the body that is no JSON', () => thrownBy(() => JSON.parse(`{"password":"${SECRET}`))],
	['the URL with its password', () => thrownBy(() => new URL(`postgres://a:${SECRET}@`))],
	[
		'the answer of a mail server',
		() => Object.assign(new Error('535'), { response: `535 ${SECRET}`, code: `EAUTH ${SECRET}` })
	],
	['the cause of a refusal', () => storeRefusals.unavailable({ cause: new Error(SECRET) })],
	['one of several errors', () => new AggregateError([new Error(SECRET)], SECRET)],
	['a name', () => Object.assign(new Error('x'), { name: `Error ${SECRET}` })],
	['a code', () => Object.assign(new Error('x'), { code: `${SECRET}@example.org` })],
	[
		'a message of several lines, one like a call',
		() => new Error(`x\n    at ${SECRET} (/a.js:1:1)\nx`)
	],
	[
		'a stack that is made up',
		() => Object.assign(new Error('x'), { stack: `Error: ${SECRET}\n    at ${SECRET}` })
	],
	['what is no error', () => SECRET],
	['what poses as one', () => ({ name: 'Error', message: SECRET, stack: SECRET })]
];

function thrownBy(work: () => unknown): unknown {
	try {
		return work();
	} catch (error) {
		return error;
	}
}

test.each(planted)('%s is not told', (_, make) => {
	expect(JSON.stringify(errorFacts(make()))).not.toContain(SECRET);
});

test('no message is told, whatever is in it', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (before, after) => {
			// Few letters of their own could also be part of a call's name.
			const message = `${before}${SECRET}${after}`;
			const facts = errorFacts(new TypeError(message, { cause: new Error(message) }));
			expect(JSON.stringify(facts)).not.toContain(SECRET);
			expect(Object.keys(facts)).toEqual(['name', 'at', 'causes']);
		})
	);
});

test('the class, the code and the calls lead to the place', () => {
	const facts = errorFacts(Object.assign(new TypeError('x'), { code: 'ERR_INVALID_URL' }));
	expect(facts).toMatchObject({ name: 'TypeError', code: 'ERR_INVALID_URL' });
	expect(facts.at[0]).toMatch(/error-facts\.test\.ts:\d+:\d+$/);
});

test('causes are told, also of a refusal and of several errors', () => {
	const gone = Object.assign(new Error('x'), { code: 'ECONNREFUSED' });
	const facts = errorFacts(storeRefusals.unavailable({ cause: new AggregateError([gone, gone]) }));
	expect(facts).toMatchObject({
		name: 'Refusal',
		code: 'stores.unavailable',
		causes: [{ name: 'AggregateError', causes: [{ code: 'ECONNREFUSED' }, {}] }]
	});
});

test('an error that causes itself has an end', () => {
	const error = new Error('x');
	error.cause = error;
	expect(JSON.stringify(errorFacts(error)).length).toBeLessThan(20_000);
});
