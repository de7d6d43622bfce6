/** What applications were told of answers, by the token that each has given. CIBA Core 1.0 §10.2. */
import { expect, inject } from 'vitest';

import type { PingedId } from './clients.ts';
import type { Told } from './listener.ts';

export async function pingsTo(id: PingedId | 'followed', token: string): Promise<readonly Told[]> {
	const all = (await (await fetch(inject('listener'))).json()) as readonly Told[];
	return all.filter((each) => each.id === id && each.authorization === `Bearer ${token}`);
}

/** Waits for what is sent by and by. */
export async function expectPinged(
	id: PingedId,
	token: string,
	times = 1
): Promise<readonly Told[]> {
	await expect.poll(async () => (await pingsTo(id, token)).length, { timeout: 60_000 }).toBe(times);
	return pingsTo(id, token);
}
