/** The public keys of a client, as its owner hands them over: one JSON Web Key, several, or a set. RFC 7517. */
import { readFile } from 'node:fs/promises';

import * as v from 'valibot';

import { CommandError } from './command.ts';

const Key = v.looseObject({ kty: v.string() });
const Keys = v.union([
	v.pipe(
		v.looseObject({ keys: v.array(Key) }),
		v.transform(({ keys }) => keys)
	),
	v.array(Key),
	v.pipe(
		Key,
		v.transform((key) => [key])
	)
]);

/** Whether they are public, and of a kind that is taken, the register says. */
export async function readPublicKeys(path: string): Promise<v.InferOutput<typeof Keys>> {
	try {
		return v.parse(Keys, JSON.parse(await readFile(path, 'utf8')));
	} catch (cause) {
		throw new CommandError(
			`${path} could not be read as JSON Web Keys: one, a list, or a set of them.`,
			{ cause }
		);
	}
}
