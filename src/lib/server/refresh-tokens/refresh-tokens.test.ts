import { expect, test } from 'vitest';

import { newId, type AccountId } from '../core/ids.ts';
import { secureRandom } from '../core/random.ts';
import { hashSecret, newSecret } from '../core/secret.ts';
import { caller } from '../people.fixture.ts';
import { DAY, MINUTE, refusal, SECOND } from '../testing.fixture.ts';
import { APP, opened } from './people.fixture.ts';

type Service = Awaited<ReturnType<typeof opened>>;

const REFUSED = 'tokens.not_accepted';
const LATER = MINUTE;

/** Somebody's browser skips their second factor. */
async function remember(stores: Service['stores'], account: AccountId, at: Date): Promise<void> {
	const [password, factor] = [newId('fct', secureRandom), newId('fct', secureRandom)];
	for (const [id, method] of [
		[password, 'passwords'],
		[factor, 'totp']
	] as const)
		await stores.factors.add({
			...{ id, account, method, label: '', state: {} },
			...{ version: 0, createdAt: at }
		});
	await stores.remembered.add({
		id: newId('rbr', secureRandom),
		...{ account, password, factor, generation: 0, since: at, usedAt: at },
		endsAt: new Date(at.getTime() + DAY),
		userAgent: '',
		current: hashSecret(newSecret(secureRandom)),
		offered: []
	});
}

test('a refresh gives a new token, and the old one stays good until the new one is used', async () => {
	const { signIn, refresh, clock } = await opened();
	const first = await signIn();
	const lost = await refresh(first.token);
	clock.advance(LATER);
	const second = await refresh(first.token);
	expect(second.token).not.toBe(lost.token);
	clock.advance(LATER);
	const third = await refresh(second.token);
	expect(new Set([first, second, third].map(({ token }) => token)).size).toBe(3);
});

test('a refresh that comes twice at once has one answer', async () => {
	const { signIn, refresh, process } = await opened();
	const { token } = await signIn();
	const processes = [process(), process()];
	const answers = await Promise.all(
		Array.from({ length: 50 }, (_, at) => refresh(token, processes[at % 2]))
	);
	expect(new Set(answers.map((answer) => answer.token)).size).toBe(1);
	const again = await Promise.all(answers.map((answer) => refresh(answer.token)));
	expect(new Set(again.map((answer) => answer.token)).size).toBe(1);
});

test('a token whose successor was used ends the family and the session, and is on record', async () => {
	const { signIn, refresh, sessions, recorded, clock } = await opened();
	const first = await signIn();
	const second = await refresh(first.token);
	const third = await refresh(second.token);
	clock.advance(LATER);
	expect(await refusal(refresh(first.token))).toBe(REFUSED);
	expect(await refusal(refresh(third.token))).toBe(REFUSED);
	expect(await sessions.list(first.session.account)).toEqual([]);
	expect(recorded.slice(1)).toMatchObject([
		{ code: 'tokens.reused', details: { client: 'Our notes' } }
	]);
});

test('where the operator has it so, nothing of the account stays open then', async () => {
	const { signIn, refresh, sessions, recorded, clock, stores } = await opened(APP, 'account');
	const first = await signIn();
	const { account } = first.session;
	await signIn();
	await remember(stores, account, clock.now());
	expect(await stores.remembered.list(account, clock.now())).toHaveLength(1);
	const second = await refresh(first.token);
	await refresh(second.token);
	clock.advance(LATER);
	expect(await refusal(refresh(first.token))).toBe(REFUSED);
	expect(await sessions.list(account)).toEqual([]);
	expect(await stores.remembered.list(account, clock.now())).toEqual([]);
	expect(recorded.at(-1)).toMatchObject({ code: 'tokens.reused', details: { ends: 'account' } });
});

test('otherwise the sessions of other applications and browsers go on', async () => {
	const { signIn, refresh, sessions, clock } = await opened();
	const first = await signIn();
	const other = await signIn();
	const second = await refresh(first.token);
	await refresh(second.token);
	clock.advance(LATER);
	expect(await refusal(refresh(first.token))).toBe(REFUSED);
	const left = await sessions.list(first.session.account);
	expect(left.map(({ id }) => id)).toEqual([other.session.id]);
});

test('using the access token spends the refresh token before it', async () => {
	const { signIn, refresh, use, sessions, clock } = await opened();
	const first = await signIn();
	const second = await refresh(first.token);
	expect(await use(second)).toMatchObject({ id: first.session.id });
	expect(await use(second)).toMatchObject({ id: first.session.id });
	clock.advance(LATER);
	expect(await refusal(refresh(first.token))).toBe(REFUSED);
	expect(await sessions.list(first.session.account)).toEqual([]);
});

test('a tab whose request comes when the answer of another was used already has the same answer', async () => {
	const { signIn, refresh, use, clock, sessions } = await opened();
	const first = await signIn();
	const second = await refresh(first.token);
	await use(second);
	clock.advance(9 * SECOND);
	expect((await refresh(first.token)).token).toBe(second.token);
	const third = await refresh(second.token);
	await use(third);
	expect(await refusal(refresh(first.token))).toBe(REFUSED);
	expect(await sessions.list(first.session.account)).toEqual([]);
});

test('two tabs that come one after the other have the same answer, however long ago the first request was lost', async () => {
	for (const isUsed of [true, false]) {
		const { signIn, refresh, use, clock } = await opened();
		const first = await signIn();
		await refresh(first.token);
		clock.advance(9 * SECOND);
		const one = await refresh(first.token);
		if (isUsed) await use(one);
		clock.advance(9 * SECOND);
		const other = await refresh(first.token);
		expect(other.token).toBe(one.token);
		expect(await use(other)).toBeDefined();
	}
});

test('an access token lives on beside the next one', async () => {
	const { signIn, refresh, use } = await opened();
	const first = await signIn();
	const second = await refresh(first.token);
	await use(second);
	expect(await use(first)).toBeDefined();
	expect(await use(second)).toBeDefined();
});

test('an answer that was given up for lost ends all when it is used after all', async () => {
	for (const byAccess of [false, true]) {
		const { signIn, refresh, use, clock } = await opened();
		const first = await signIn();
		const stolen = await refresh(first.token);
		clock.advance(LATER);
		const second = await refresh(first.token);
		if (byAccess) expect(await use(stolen)).toBeUndefined();
		else expect(await refusal(refresh(stolen.token))).toBe(REFUSED);
		expect(await refusal(refresh(second.token))).toBe(REFUSED);
	}
});

test('of 50 who race with a spent token and its successor none gets on, and it is on record once', async () => {
	const { signIn, refresh, recorded, clock } = await opened();
	const first = await signIn();
	const second = await refresh(first.token);
	const third = await refresh(second.token);
	clock.advance(LATER);
	await Promise.allSettled(
		Array.from({ length: 50 }, (_, at) => refresh((at % 2 ? first : third).token))
	);
	expect(await refusal(refresh(third.token))).toBe(REFUSED);
	expect(recorded.filter(({ code }) => code === 'tokens.reused')).toHaveLength(1);
});

test('another client, another key and a token that was made up get nothing, and end nothing', async () => {
	const { signIn, tokens, refresh, recorded } = await opened();
	const { token, family } = await signIn();
	const made = `${family.id}.0.${'A'.repeat(43)}.${'A'.repeat(22)}`;
	for (const holder of [{ client: 'other' }, { ...APP, keyThumbprint: 'x' }]) {
		expect(await refusal(tokens.refresh(token, { holder, caller }))).toBe(REFUSED);
		await tokens.revoke(token, { holder, caller });
	}
	for (const text of [made, '', token.slice(0, -1), `${token}A`, token.toUpperCase()]) {
		expect(await refusal(refresh(text))).toBe(REFUSED);
		await tokens.revoke(text, { holder: APP, caller });
	}
	expect(recorded).toHaveLength(1);
	expect((await refresh(token)).token).toBeDefined();
});

test('a token dies with its session, whoever ends that', async () => {
	const { signIn, refresh, sessions, use } = await opened();
	const first = await signIn();
	const second = await refresh(first.token);
	await sessions.endAll(first.session.account);
	expect(await refusal(refresh(second.token))).toBe(REFUSED);
	expect(await use(second)).toBeUndefined();
});

test('it is good for a week without use, and for thirty days in all', async () => {
	const { signIn, refresh, clock } = await opened();
	const idle = await signIn();
	let used = await signIn();
	clock.advance(7 * DAY - SECOND);
	used = await refresh(used.token);
	clock.advance(SECOND);
	expect(await refusal(refresh(idle.token))).toBe(REFUSED);
	for (const days of [6, 6, 6]) {
		clock.advance(days * DAY);
		used = await refresh(used.token);
	}
	clock.advance(5 * DAY);
	expect(await refusal(refresh(used.token))).toBe(REFUSED);
});

test('revoking ends the family and the session', async () => {
	const { signIn, refresh, tokens, sessions, recorded } = await opened();
	const first = await signIn();
	const second = await refresh(first.token);
	await tokens.revoke(first.token, { holder: APP, caller });
	expect(await refusal(refresh(second.token))).toBe(REFUSED);
	expect(await sessions.list(first.session.account)).toEqual([]);
	expect(recorded).toMatchObject([{ code: 'tokens.issued' }, { code: 'tokens.revoked' }]);
});

test('nothing of a token can be read from what is stored', async () => {
	const { signIn, refresh, stores } = await opened();
	const first = await signIn();
	const second = await refresh(first.token);
	const dump = await stores.dump();
	for (const { token } of [first, second]) expect(dump).not.toContain(token.split('.')[2]);
});
