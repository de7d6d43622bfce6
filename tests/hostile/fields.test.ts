/** One field at a time that is not what it should be, in an otherwise right body. */
import { describe, expect, test } from 'vitest';

import { attacksOn, expectRefusal } from './support/attack.ts';
import { json, type Answer } from './support/http.ts';
import { filled, shaped, takers } from './support/routes.ts';
import { openWorld } from './support/world.ts';

const world = await openWorld();
const { origin, victim } = world;
const attack = attacksOn(world);

/** Every field that holds text, with the endpoint that takes it. */
const texts = takers.flatMap((to) =>
	Object.entries(to.fields)
		.filter(([, { type }]) => type === 'string')
		.map(([name, { maxLength = 0 }]) => ({ to, name, maxLength }))
);

type Text = (typeof texts)[number];

const give = ({ to, name }: Text, value: string): Promise<Answer> => {
	const rest = JSON.stringify({ ...shaped(to), [name]: '%' });
	return victim.send({
		method: to.method,
		path: filled(to),
		headers: { origin, 'content-type': 'application/json' },
		body: rest.replace('"%"', () => value)
	});
};

test('the fields of text are found', () => {
	const names = texts.map(({ name }) => name);
	expect(names).toEqual(
		expect.arrayContaining(['identifier', 'password', 'code', 'label', 'email'])
	);
});

describe('every field of text refuses, by its name,', () => {
	const refusal = [400, 'request.malformed'] as const;
	const values: Readonly<Record<string, string | ((text: Text) => string)>> = {
		'a number': '1',
		'a number in exponents': '1e9',
		'a number beyond all': '1e999',
		true: 'true',
		false: 'false',
		null: 'null',
		'an empty list': '[]',
		'a list of the text': '["x"]',
		'an empty object': '{}',
		'an operator of a query language': '{"$ne":""}',
		'an object that says it is text': '{"toString":"x","length":1}',
		'a NUL character': '"x\\u0000y"',
		'half a surrogate pair, the first': '"x\\ud800"',
		'half a surrogate pair, the second': '"\\udc00x"',
		'a surrogate pair the wrong way round': '"\\udc00\\ud800"',
		'one character more than there may be': ({ maxLength }) =>
			JSON.stringify('x'.repeat(maxLength + 1)),
		'sixty thousand characters': () => JSON.stringify('x'.repeat(60_000)),
		'twenty thousand combining marks': () => JSON.stringify(`a${'\u0301'.repeat(20_000)}`)
	};
	for (const [name, value] of Object.entries(values))
		attack(name, {
			sends: async () => {
				const make = typeof value === 'string' ? () => value : value;
				const answers = await Promise.all(texts.map((text) => give(text, make(text))));
				answers.forEach((answer, at) => {
					expectRefusal(answer, refusal);
					expect(json(answer).fields).toEqual([texts[at]?.name]);
					expect(answer.body.length).toBeLessThan(300);
				});
				return answers;
			},
			refusal
		});
});
