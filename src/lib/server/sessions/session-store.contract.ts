import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { fixedClock, systemClock, type Clock } from '#lib/server/core/clock.ts';
import { newId, type SessionId } from '#lib/server/core/ids.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import { hashSecret, newSecret } from '#lib/server/core/secret.ts';
import { MOST_PER_ACCOUNT, type SessionStore, type StoredSession } from './ports.ts';

interface Opened {
	readonly stores: { readonly sessions: SessionStore };
	/** The same store through another connection. */
	readonly peer: { readonly sessions: SessionStore };
	/** Everything that is stored, as one text of raw bytes. */
	dump(): Promise<string>;
	close(): Promise<void>;
}

const MINUTE = 60_000;

/** A session that was just made, unless `of` says otherwise. */
export function sampleSession({
	now = systemClock.now(),
	...of
}: Partial<StoredSession> & { now?: Date } = {}): StoredSession {
	return {
		id: newId('ses', secureRandom),
		secretHash: hashSecret(newSecret(secureRandom)),
		account: newId('acc', secureRandom),
		aal: 1,
		amr: ['pwd'],
		proofs: [],
		lifetime: 'brief',
		createdAt: now,
		lastSeenAt: now,
		expiresAt: new Date(now.getTime() + 60 * MINUTE),
		endsAt: new Date(now.getTime() + 24 * 60 * MINUTE),
		elevatedAt: now,
		isRecovery: false,
		address: '2001:db8::1',
		userAgent: 'Browser "1"',
		...of
	};
}

export function describeSessionStore(name: string, open: (clock: Clock) => Promise<Opened>): void {
	describe(`session store: ${name}`, () => {
		const clock = fixedClock(systemClock.now());
		let opened: Opened;
		let sessions: SessionStore;

		beforeAll(async () => {
			opened = await open(clock);
			sessions = opened.stores.sessions;
		});
		afterAll(() => opened.close());

		const inMs = (ms: number) => new Date(clock.now().getTime() + ms);
		const sample = (of: Partial<StoredSession> = {}) => sampleSession({ now: clock.now(), ...of });
		const save = async (of: Partial<StoredSession> = {}) => {
			const session = sample(of);
			await sessions.save(session);
			return session;
		};
		const touch = ({ id, secretHash }: StoredSession, at = clock.now()) =>
			sessions.touch({ id, secretHash, at });
		const list = async ({ account }: StoredSession, at = clock.now()) =>
			(await sessions.list(account, at)).map(({ id }) => id);
		const storeOf = (at: number) => (at % 2 === 0 ? opened.stores : opened.peer).sessions;
		const racing = <Result>(work: (store: SessionStore, at: number) => Promise<Result>) =>
			Promise.all(Array.from({ length: 50 }, (_, at) => work(storeOf(at), at)));

		test('gives back what was saved, without the secret’s hash', async () => {
			const proof = {
				factor: newId('fct', secureRandom),
				method: 'passkeys',
				authenticator: 'multi-factor-cryptographic',
				key: 'swk',
				at: inMs(-5)
			} as const;
			const session = await save({
				aal: 2,
				amr: ['user', 'mfa', 'swk'],
				proofs: [
					proof,
					{ ...proof, method: 'password', authenticator: 'password', key: undefined }
				],
				lifetime: 'lasting',
				isRecovery: true,
				userAgent: 'Zoë \u0000 🦊 "'
			});
			const expected = { ...session, secretHash: undefined };
			expect(await touch(session)).toEqual(expected);
			expect(await sessions.list(session.account, clock.now())).toEqual([expected]);
		});

		test('is found by its id together with its secret only', async () => {
			const [one, two] = [await save(), await save()];
			expect(await touch({ ...one, secretHash: two.secretHash })).toBeUndefined();
			expect(await touch({ ...one, secretHash: '' })).toBeUndefined();
			expect(await touch({ ...one, id: newId('ses', secureRandom) })).toBeUndefined();
			expect(await touch(one)).toBeDefined();
		});

		test('is seen by its id alone, as by its secret, until it ends', async () => {
			const one = await save();
			const attend = (id = one.id, at = clock.now()) => opened.peer.sessions.attend({ id, at });
			expect(await attend()).toEqual({ ...one, secretHash: undefined });
			expect(await attend(newId('ses', secureRandom))).toBeUndefined();
			const later = inMs(2 * MINUTE);
			expect((await attend(one.id, later))?.lastSeenAt).toEqual(later);
			expect((await touch(one, later))?.lastSeenAt).toEqual(later);
			await sessions.replace(one.secretHash, { ...one, aal: 2, secretHash: hashSecret('next') });
			expect(await attend()).toMatchObject({ aal: 2 });
			expect(await attend(one.id, one.endsAt)).toBeUndefined();
			expect(await attend()).toBeUndefined();
			const other = await save();
			await sessions.revoke(other.account, other.id);
			expect(await attend(other.id)).toBeUndefined();
			const third = await save();
			await sessions.revokeEverybody();
			expect(await attend(third.id)).toBeUndefined();
		});

		test.each([
			'',
			':',
			'*',
			'?',
			'{a}',
			'a\nb',
			'a\0b',
			'🦊',
			's:x',
			'../x',
			"' or 1=1 --",
			'\ud800'
		])('finds nothing by the id %j', async (id) => {
			const { secretHash } = await save();
			const at = clock.now();
			expect(await sessions.touch({ id: id as SessionId, secretHash, at })).toBeUndefined();
		});

		test('an id of any characters is one session of its own', async () => {
			const ids = [
				'a:b',
				'a*b',
				'{a}b',
				'a\nb',
				'a b',
				'ä',
				'a\u0308',
				'🦊',
				'session:a',
				'%s'
			] as SessionId[];
			const { account } = sample();
			const saved = await Promise.all(ids.map((id) => save({ id, account })));
			for (const session of saved) expect(await touch(session)).toMatchObject({ id: session.id });
			expect(new Set(await list(sample({ account })))).toEqual(new Set(ids));
			for (const { id } of saved) expect(await sessions.revoke(account, id)).toBe(true);
			expect(await list(sample({ account }))).toEqual([]);
		});

		test('a use within a minute is not recorded', async () => {
			const session = await save();
			const touched = await touch(session, inMs(MINUTE - 1));
			expect(touched).toMatchObject({ lastSeenAt: clock.now(), expiresAt: session.expiresAt });
		});

		test('a use after a minute moves on when it was seen and when it expires', async () => {
			const session = await save();
			const moved = { lastSeenAt: inMs(MINUTE), expiresAt: inMs(61 * MINUTE) };
			expect(await touch(session, inMs(MINUTE))).toMatchObject(moved);
			expect(await touch(session, inMs(61 * MINUTE - 1))).toMatchObject({
				lastSeenAt: inMs(61 * MINUTE - 1)
			});
			expect(await sessions.list(session.account, inMs(61 * MINUTE))).toMatchObject([
				{ lastSeenAt: inMs(61 * MINUTE - 1), expiresAt: inMs(121 * MINUTE - 1) }
			]);
		});

		test('a use never moves it past its end', async () => {
			const session = await save({ endsAt: inMs(90 * MINUTE) });
			expect(await touch(session, inMs(50 * MINUTE))).toMatchObject({
				expiresAt: inMs(90 * MINUTE)
			});
			expect(await touch(session, inMs(89 * MINUTE))).toMatchObject({
				expiresAt: inMs(90 * MINUTE)
			});
			expect(await touch(session, inMs(90 * MINUTE))).toBeUndefined();
		});

		test('a clock that goes back changes nothing', async () => {
			const session = await save();
			const { lastSeenAt, expiresAt } = session;
			expect(await touch(session, inMs(-5 * MINUTE))).toMatchObject({ lastSeenAt, expiresAt });
		});

		test('one that was refused as expired stays refused when the clock is set back', async () => {
			const session = await save();
			expect(await touch(session, session.endsAt)).toBeUndefined();
			expect(await touch(session)).toBeUndefined();
			expect(await list(session)).toEqual([]);
		});

		test('an expired one is not found, not listed, not replaced and not counted as revoked', async () => {
			const session = await save({ expiresAt: inMs(2 * MINUTE) });
			const unlisted = await save({ expiresAt: inMs(-1), account: session.account });
			expect(await touch(unlisted)).toBeUndefined();
			expect(await list(session)).toEqual([session.id]);
			expect(await touch(session, session.expiresAt)).toBeUndefined();
			expect(await list(session, session.expiresAt)).toEqual([]);
			clock.advance(2 * MINUTE);
			expect(
				await sessions.replace(session.secretHash, { ...session, expiresAt: inMs(MINUTE) })
			).toBe(false);
			expect(await sessions.revokeAll(session.account)).toEqual([]);
		});

		test('a replacement changes what it says, and the old secret is void', async () => {
			const session = await save();
			const next = {
				...session,
				secretHash: hashSecret('next'),
				aal: 2,
				endsAt: inMs(48 * 60 * MINUTE),
				expiresAt: inMs(90 * MINUTE)
			} as const;
			expect(await sessions.replace(session.secretHash, next)).toBe(true);
			expect(await touch(session)).toBeUndefined();
			const expected = { ...next, secretHash: undefined };
			expect(await touch(next)).toEqual(expected);
			expect(await list(session)).toEqual([session.id]);
		});

		test('a wrong secret, another account or an unknown id replaces nothing', async () => {
			const session = await save();
			const next = { ...session, secretHash: hashSecret('next') };
			expect(await sessions.replace(hashSecret('guess'), next)).toBe(false);
			const stranger = { ...next, account: newId('acc', secureRandom) };
			expect(await sessions.replace(session.secretHash, stranger)).toBe(false);
			const unknown = { ...next, id: newId('ses', secureRandom) };
			expect(await sessions.replace(session.secretHash, unknown)).toBe(false);
			expect(await touch(unknown)).toBeUndefined();
			expect(await touch(session)).toBeDefined();
		});

		test('of 50 racing replacements one succeeds', async () => {
			const session = await save();
			const results = await racing((store, at) =>
				store.replace(session.secretHash, { ...session, secretHash: hashSecret(`next ${at}`) })
			);
			expect(results.filter(Boolean)).toHaveLength(1);
			const secretHash = hashSecret(`next ${results.indexOf(true)}`);
			expect(await touch({ ...session, secretHash })).toBeDefined();
		});

		test('lists an account’s own, most recently seen first', async () => {
			const first = await save();
			const { account } = first;
			const third = await save({ account, lastSeenAt: inMs(-2) });
			const second = await save({ account, lastSeenAt: inMs(-1) });
			await save();
			expect(await list(first)).toEqual([first.id, second.id, third.id]);
		});

		test('another account cannot revoke it', async () => {
			const [session, other] = [await save(), await save()];
			expect(await sessions.revoke(other.account, session.id)).toBe(false);
			expect(await touch(session)).toBeDefined();
			expect(await list(session)).toEqual([session.id]);
		});

		test('a revoked one is gone, and neither use nor replacement brings it back', async () => {
			const session = await save();
			expect(await sessions.revoke(session.account, session.id)).toBe(true);
			expect(await sessions.revoke(session.account, session.id)).toBe(false);
			expect(await sessions.replace(session.secretHash, session)).toBe(false);
			expect(await touch(session, inMs(MINUTE))).toBeUndefined();
			expect(await list(session)).toEqual([]);
		});

		test('revokes all of an account but one, and says which', async () => {
			const kept = await save();
			const { account } = kept;
			const others = [await save({ account }), await save({ account })];
			const stranger = await save();
			const revoked = await sessions.revokeAll(account, kept.id);
			expect(new Set(revoked)).toEqual(new Set(others.map(({ id }) => id)));
			expect(await list(kept)).toEqual([kept.id]);
			expect(await touch(stranger)).toBeDefined();
			expect(await sessions.revokeAll(account)).toEqual([kept.id]);
			expect(await sessions.revokeAll(account)).toEqual([]);
		});

		test('of 50 racing revocations one says that there was a session', async () => {
			const { account, id } = await save();
			const results = await racing((store) => store.revoke(account, id));
			expect(results.filter(Boolean)).toHaveLength(1);
		});

		test('a revocation wins over replacements that race with it', async () => {
			const session = await save();
			await racing((store, at) =>
				at === 25
					? store.revoke(session.account, session.id)
					: store.replace(session.secretHash, session)
			);
			expect(await touch(session)).toBeUndefined();
			expect(await list(session)).toEqual([]);
		});

		test('revoking all leaves nothing that existed, whatever races with it', async () => {
			const first = await save();
			const { account } = first;
			const existing = [
				first,
				...(await Promise.all(Array.from({ length: 9 }, () => save({ account }))))
			];
			const late = await Promise.all([
				...existing.flatMap((session, at) => [
					storeOf(at).touch({ ...session, at: inMs(MINUTE) }),
					storeOf(at).replace(session.secretHash, session)
				]),
				sessions.revokeAll(account),
				...existing.flatMap((session, at) => [
					storeOf(at + 1).touch({ ...session, at: inMs(2 * MINUTE) }),
					storeOf(at + 1).replace(session.secretHash, session)
				])
			]);
			expect(late.length).toBeGreaterThan(0);
			for (const session of existing) expect(await touch(session)).toBeUndefined();
			expect(await list(first)).toEqual([]);
		});

		test('one that is saved while all are revoked is gone or can still be revoked', async () => {
			const { account } = sample();
			const added = Array.from({ length: 50 }, () => sample({ account }));
			await Promise.all(
				added.map(async (session, at) => {
					await storeOf(at).save(session);
					if (at % 5 === 0) await storeOf(at + 1).revokeAll(account);
				})
			);
			const found = await Promise.all(added.map((session) => touch(session)));
			const alive = found.flatMap((session) => (session ? [session.id] : []));
			expect(new Set(await list(sample({ account })))).toEqual(new Set(alive));
			await sessions.revokeAll(account);
			for (const session of added) expect(await touch(session)).toBeUndefined();
		});

		/** As many as an account may have, each seen a moment before the one that comes first. */
		const fill = async () => {
			const { account } = sample();
			const full = Array.from({ length: MOST_PER_ACCOUNT }, (_, at) =>
				sample({ account, lastSeenAt: inMs(-1 - at) })
			);
			for (const session of full) await sessions.save(session);
			return full;
		};

		test('one more than an account may have ends the one that was seen longest ago', async () => {
			const full = await fill();
			const stranger = await save({ lastSeenAt: inMs(-MINUTE) });
			const { account } = sample(full[0]);
			const newest = sample({ account });
			expect(await sessions.save(newest)).toEqual([full.at(-1)?.id]);
			const expected = [newest, ...full.slice(0, -1)].map(({ id }) => id);
			expect(await list(newest)).toEqual(expected);
			expect(await touch(sample(full.at(-1)))).toBeUndefined();
			expect(await touch(stranger)).toBeDefined();
		});

		test('the newest stays, also where a clock behind the others has saved it', async () => {
			const { account } = sample((await fill())[0]);
			const newest = await save({ account, lastSeenAt: inMs(-MINUTE) });
			expect(await touch(newest)).toBeDefined();
			expect(await list(newest)).toHaveLength(MOST_PER_ACCOUNT);
		});

		test('of 50 that come at once to a full account each stays, and the 50 seen longest ago end', async () => {
			const full = await fill();
			const { account } = sample(full[0]);
			const added = Array.from({ length: 50 }, () => sample({ account }));
			const ended = await racing((store, at) => store.save(sample(added[at])));
			const tooMany = full.slice(MOST_PER_ACCOUNT - 50).map(({ id }) => id);
			expect(ended.flat().sort()).toEqual(tooMany.sort());
			const expected = [...added, ...full.slice(0, MOST_PER_ACCOUNT - 50)].map(({ id }) => id);
			expect(new Set(await list(sample({ account })))).toEqual(new Set(expected));
		});

		test('revokes what everybody has at once, but the one that is spared', async () => {
			const [mine, other, stranger] = [await save(), await save(), await save()];
			const second = await save({ account: mine.account });
			await sessions.revokeEverybody(mine);
			expect(await touch(mine)).toBeDefined();
			expect(await list(mine)).toEqual([mine.id]);
			for (const session of [other, stranger, second]) {
				expect(await opened.peer.sessions.touch({ ...session, at: clock.now() })).toBeUndefined();
				expect(await touch(session, inMs(MINUTE))).toBeUndefined();
				expect(await sessions.replace(session.secretHash, session)).toBe(false);
			}
			expect(await list(other)).toEqual([]);
			expect(await sessions.revoke(other.account, other.id)).toBe(false);
			const next = { ...mine, secretHash: hashSecret('raised') };
			expect(await sessions.replace(mine.secretHash, next)).toBe(true);
			expect(await touch(next)).toBeDefined();

			await sessions.revokeEverybody();
			expect(await touch(next)).toBeUndefined();
			const later = await save();
			expect(await touch(later)).toBeDefined();
			expect(await list(later)).toEqual([later.id]);
		});

		test('spares nobody by the id of another’s session', async () => {
			const [mine, other] = [await save(), await save()];
			await sessions.revokeEverybody({ account: mine.account, id: other.id });
			expect(await touch(other)).toBeUndefined();
			expect(await touch(mine)).toBeUndefined();
		});

		test('of 50 racing ends of everybody’s sessions, each sparing its own, one session is left at most', async () => {
			const saved = await Promise.all(Array.from({ length: 50 }, () => save()));
			await racing((store, at) => store.revokeEverybody(saved[at]));
			const found = await Promise.all(saved.map((session) => touch(session)));
			expect(found.filter(Boolean).length).toBeLessThanOrEqual(1);
		});

		test('ending everybody’s leaves nothing that existed, whatever races with it', async () => {
			const existing = await Promise.all(Array.from({ length: 50 }, () => save()));
			await racing(async (store, at) => {
				const session = existing[at] ?? existing[0];
				if (at === 25) return store.revokeEverybody();
				if (session && at % 3 === 0) await store.replace(session.secretHash, session);
				if (session) await store.touch({ ...session, at: inMs(MINUTE) });
				await store.save(sample());
			});
			for (const session of existing) {
				expect(await touch(session)).toBeUndefined();
				expect(await list(session)).toEqual([]);
			}
		});

		test('a dump holds no secret', async () => {
			const secret = newSecret(secureRandom);
			await save({ secretHash: hashSecret(secret), userAgent: 'found in the dump' });
			const dump = await opened.dump();
			expect(dump).toContain('found in the dump');
			expect(dump).not.toContain(secret);
		});
	});
}
