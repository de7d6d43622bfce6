import { describe, expect, test } from 'vitest';

import { addPasskey, caller, challenged, member, optionsOf } from '../people.fixture.ts';
import { openService, racing } from '../testing.fixture.ts';

describe('a passkey ceremony', () => {
	async function prompted() {
		const service = await openService();
		const ada = await member(service);
		const { key } = await addPasskey(service, ada);
		const ref = await challenged(service);
		const prompt = () => service.challenges.prompt(ref, 'passkeys').then(optionsOf);
		const answer = (given: unknown) =>
			service.challenges.answer(ref, { method: 'passkeys', answer: given }, caller);
		return { service, key, ref, prompt, answer };
	}

	test('that was begun is answered', async () => {
		const { key, prompt, answer } = await prompted();
		expect(await answer(key.get(await prompt()))).toMatchObject({ verified: true });
	});

	test('is used once: after a bad answer the challenge asks anew', async () => {
		const { key, prompt, answer } = await prompted();
		const options = await prompt();
		const bad = key.get(options, { origin: 'https://evil.example' });
		expect(await answer(bad)).toMatchObject({ verified: false, attemptsLeft: 4 });
		expect(await answer(key.get(options))).toMatchObject({ verified: false, attemptsLeft: 3 });
		expect(await answer(key.get(await prompt()))).toMatchObject({ verified: true });
	});

	test('that nobody began is a wrong answer', async () => {
		const { service, key, prompt, answer } = await prompted();
		const elsewhere = await challenged(service, { by: 'another' });
		const options = optionsOf(await service.challenges.prompt(elsewhere, 'passkeys'));
		expect(await answer(key.get(options))).toMatchObject({ verified: false, attemptsLeft: 4 });
		await prompt();
		expect(await answer(key.get(options))).toMatchObject({ verified: false, attemptsLeft: 3 });
	});

	test('is void when a second one begins', async () => {
		const { key, prompt, answer } = await prompted();
		const first = await prompt();
		const second = await prompt();
		expect(await answer(key.get(first))).toMatchObject({ verified: false, attemptsLeft: 4 });
		// The answer to the first has spent the second, which it was compared with.
		expect(await answer(key.get(second))).toMatchObject({ verified: false, attemptsLeft: 3 });
		expect(await answer(key.get(await prompt()))).toMatchObject({ verified: true });
	});

	test('is verified once, however often its answer is sent at the same time', async () => {
		const { key, prompt, answer } = await prompted();
		const given = key.get(await prompt());
		const outcomes = await racing(
			() => answer(given),
			({ verified }) => (verified ? 'verified' : 'wrong')
		);
		expect(outcomes['verified']).toBe(1);
		// The others have spent the challenge's attempts, or came too late.
		expect(outcomes['wrong'] ?? 0).toBeLessThanOrEqual(4);
		expect(outcomes['challenges.gone'] ?? 0).toBeGreaterThanOrEqual(45);
	});
});
