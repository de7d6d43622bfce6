import { expect, test } from 'vitest';

import { attempt, caller, member, otherThan, PASSWORD } from '../people.fixture.ts';
import { HOUR, MINUTE, openService, racing, refusal, type Service } from '../testing.fixture.ts';
import { lastCode } from '../recovery/returning.fixture.ts';
import { mailMember } from '../sent-codes/codes.fixture.ts';
import { newCode, parseCode } from '../sent-codes/index.ts';

const codeIn = (text = '') => /^ {4}(\d{6})$/m.exec(text)?.[1] ?? '';

async function sent(service: Service): Promise<string> {
	return codeIn((await service.mails()).at(-1)?.text);
}

async function asked(service: Service, username = 'ada', email?: string) {
	const someone = await member(service, username);
	const by = { session: someone.session, caller };
	const { id } = await service.emailProofs.begin(by, email);
	return { ...someone, by, id, code: await sent(service) };
}

test('the code that came by mail makes the address the account’s own, for signing in, too', async () => {
	const service = await openService();
	const { by, id, code, account } = await asked(service);
	const answered = await service.emailProofs.answer(by, {
		id,
		answer: ` ${code.slice(0, 3)} ${code.slice(3)}`
	});
	expect(answered).toEqual({ verified: true, email: 'ada@example.org' });
	expect(await service.accounts.find(account)).toMatchObject({ isEmailProven: true });
	const given = { identifier: 'Ada@Example.org', password: PASSWORD, lifetime: 'brief' } as const;
	expect(await service.signIn.withPassword(given, attempt())).toMatchObject({
		status: 'signed-in'
	});
	expect(await service.codesOf(account)).toContain('email.proven');
});

test('the third wrong code ends it, also for the right one', async () => {
	const service = await openService();
	const { by, id, code, account } = await asked(service);
	const wrong = { id, answer: otherThan(code) };
	for (const attemptsLeft of [2, 1, 0])
		expect(await service.emailProofs.answer(by, wrong)).toEqual({
			verified: false,
			reason: 'wrong_code',
			attemptsLeft
		});
	const right = service.emailProofs.answer(by, { id, answer: code });
	expect(await refusal(right)).toBe('email_proofs.gone');
	expect(await service.accounts.find(account)).toMatchObject({ isEmailProven: false });
});

test.each(['', '12345', '1234567', 'abcdef', '١٢٣٤٥٦'])(
	'%j is no code and costs no try',
	async (answer) => {
		const service = await openService();
		const { by, id } = await asked(service);
		expect(await service.emailProofs.answer(by, { id, answer })).toMatchObject({
			reason: 'malformed',
			attemptsLeft: 3
		});
	}
);

test('another session cannot answer, nor can another account', async () => {
	const service = await openService();
	const { id, code, account } = await asked(service);
	const eve = await member(service, 'eve');
	const given = { identifier: 'ada', password: PASSWORD, lifetime: 'brief' } as const;
	const second = await service.signIn.withPassword(given, attempt('second'));
	if (second.status !== 'signed-in') throw new Error('A challenge came instead of a session.');
	for (const { session } of [eve, second.issued]) {
		const work = service.emailProofs.answer({ session, caller }, { id, answer: code });
		expect(await refusal(work)).toBe('email_proofs.gone');
	}
	expect(await service.accounts.find(account)).toMatchObject({ isEmailProven: false });
});

test('a code verifies once, and of 50 racing right answers one', async () => {
	const service = await openService();
	const { by, id, code, account } = await asked(service);
	const outcomes = await racing(() => service.emailProofs.answer(by, { id, answer: code }));
	expect(outcomes).toEqual({ done: 1, 'email_proofs.gone': 49 });
	const codes = await service.codesOf(account);
	expect(codes.filter((each) => each === 'email.proven')).toHaveLength(1);
});

test('of 50 racing guesses three are judged', async () => {
	const service = await openService();
	const { by, id, code } = await asked(service);
	const answer = otherThan(code);
	const outcomes = await racing(() => service.emailProofs.answer(by, { id, answer }));
	expect(outcomes).toEqual({ done: 3, 'email_proofs.gone': 47 });
});

test('a code is good for ten minutes', async () => {
	const service = await openService();
	const { by, id, code } = await asked(service);
	service.clock.advance(10 * MINUTE);
	const late = service.emailProofs.answer(by, { id, answer: code });
	expect(await refusal(late)).toBe('email_proofs.gone');
});

test('five codes within an hour, and then none, however many ask at once', async () => {
	const service = await openService();
	const { by } = await asked(service);
	const outcomes = await racing(() => service.emailProofs.begin(by));
	expect(outcomes).toEqual({ done: 4, 'email_proofs.too_many': 46 });
	expect(await service.mails()).toHaveLength(5);
	service.clock.advance(HOUR);
	await service.emailProofs.begin(by);
	expect(await service.mails()).toHaveLength(6);
});

test('many accounts together send ten codes an hour to one address', async () => {
	const service = await openService();
	const people = await Promise.all(['eve', 'mal', 'ned'].map((name) => member(service, name)));
	const outcomes = await racing((at) => {
		const { session } = people[at % 3] ?? { session: undefined };
		if (!session) throw new Error('Nobody asks.');
		return service.emailProofs.begin({ session, caller }, 'ada@example.org');
	});
	expect(outcomes).toEqual({ done: 10, 'email_proofs.too_many': 40 });
	expect(await service.mails()).toHaveLength(10);
});

test('a new code makes the one before void', async () => {
	const service = await openService();
	const { by, id, code } = await asked(service);
	const next = await service.emailProofs.again(by, id);
	const fresh = await sent(service);
	expect(await refusal(service.emailProofs.answer(by, { id, answer: code }))).toBe(
		'email_proofs.gone'
	);
	expect(await service.emailProofs.answer(by, { id: next.id, answer: fresh })).toMatchObject({
		verified: true
	});
});

test('an address that another account has proven stays with it, and is not told before the code', async () => {
	const service = await openService();
	const ada = await asked(service);
	await service.emailProofs.answer(ada.by, { id: ada.id, answer: ada.code });
	const eve = await asked(service, 'eve', 'ada@example.org');
	const work = service.emailProofs.answer(eve.by, { id: eve.id, answer: eve.code });
	expect(await refusal(work)).toBe('email_proofs.taken');
	expect(await service.accounts.findByIdentifier('ada@example.org')).toMatchObject({
		username: 'ada'
	});
	expect(await service.accounts.find(eve.account)).toMatchObject({ email: 'eve@example.org' });
});

test('a changed address is told to the mailbox that lost it, and frees the old one', async () => {
	const service = await openService();
	const { by, id, code, account } = await asked(service);
	await service.emailProofs.answer(by, { id, answer: code });
	const changing = { ...by, caller: { ...caller, requestId: 'r2' } };
	const next = await service.emailProofs.begin(changing, 'lady@example.net');
	expect((await service.mails()).at(-1)?.to).toBe('lady@example.net');
	await service.emailProofs.answer(changing, { id: next.id, answer: await sent(service) });
	const mails = await service.mails();
	expect(mails).toHaveLength(3);
	expect(mails.at(-1)).toMatchObject({ to: 'ada@example.org' });
	expect(mails.at(-1)?.text).toContain('Changed the e-mail address to lady@example.net');
	expect(await service.accounts.find(account)).toMatchObject({ email: 'lady@example.net' });
	expect(await service.accounts.findByIdentifier('ada@example.org')).toBeUndefined();

	// It is the last that this mailbox hears: what it says ends every session.
	const token = /\/not-me\/(\S+)/.exec(mails.at(-1)?.text ?? '')?.[1] ?? '';
	expect(await service.disowning.disown(token, caller)).toMatchObject({ isEverything: true });
	expect(await service.sessions.list(account)).toEqual([]);
});

test.each(['x', 'a@b', 'a@b.org, c@d.org', 'a@b.org\r\nBcc: c@d.org', '"a b"@c.org', '<a@b.org>'])(
	'%j is no address to send to',
	async (email) => {
		const service = await openService();
		const { session } = await member(service);
		const work = service.emailProofs.begin({ session, caller }, email);
		expect(await refusal(work)).toBe('accounts.email_not_allowed');
		expect(await service.mails()).toEqual([]);
	}
);

test('what is proven is not proven again', async () => {
	const service = await openService();
	const { by, id, code } = await asked(service);
	await service.emailProofs.answer(by, { id, answer: code });
	expect(await refusal(service.emailProofs.begin(by))).toBe('email_proofs.already_proven');
});

test('without a way to send mail it says so', async () => {
	const service = await openService({ hasMail: false });
	const { session } = await member(service);
	expect(service.emailProofs.isOpen).toBe(false);
	const work = service.emailProofs.begin({ session, caller });
	expect(await refusal(work)).toBe('email_proofs.no_mail');
});

test('other things that the session has pending are no proofs, and lose no try', async () => {
	const service = await openService();
	const { session } = await member(service);
	const by = { session, caller };
	const other = { id: 'chl_1', holder: session.id, attemptsLeft: 1, data: { purpose: 'step-up' } };
	const expiresAt = new Date(service.clock.now().getTime() + MINUTE);
	await service.pending.save({ ...other, expiresAt });
	const work = service.emailProofs.answer(by, { id: 'chl_1', answer: '123456' });
	expect(await refusal(work)).toBe('email_proofs.gone');
	expect(await service.pending.find(other)).toMatchObject({ attemptsLeft: 1 });
});

test('each code is drawn without favour, and its zeros stay', () => {
	const of = (...words: number[]) => {
		let at = 0;
		return { bytes: () => new Uint8Array(Buffer.from([0, 0, 0, words[at++] ?? 0])) };
	};
	expect(newCode(of(7))).toBe('000007');
	const top = {
		bytes: (() => {
			const all = [
				[255, 255, 255, 255],
				[0, 15, 66, 64]
			];
			return () => new Uint8Array(all.shift() ?? []);
		})()
	};
	expect(newCode(top)).toBe('000000');
	expect(parseCode('１２３ ４５６')).toBe('123456');
});

test('who has codes by mail is told where they go from now on, in the mailbox that they leave', async () => {
	const service = await openService();
	const ada = await mailMember(service);
	const by = { session: ada.session, caller };
	const { id } = await service.emailProofs.begin(by, 'ada@example.net');
	await service.emailProofs.answer(by, { id, answer: await lastCode(service) });
	expect((await service.events(ada.account)).at(-1)).toMatchObject({
		code: 'email.changed',
		details: { codes: 'moved' }
	});
	const last = (await service.mails()).at(-1);
	expect(last?.to).toBe('ada@example.org');
	expect(last?.text).toContain('ada@example.net. Codes by mail go there now.');
});

test('a record that somebody gave another address proves nothing', async () => {
	const service = await openService();
	const { by, id, code, account } = await asked(service);
	const ref = { id, holder: by.session.id };
	const found = await service.pending.find(ref);
	if (!found) throw new Error('It waits for its code.');
	const data = { ...(found.data as object), email: 'eve@example.org', normal: 'eve@example.org' };
	await service.pending.save({ ...found, ...ref, data });
	expect(await service.emailProofs.answer(by, { id, answer: code })).toMatchObject({
		reason: 'wrong_code'
	});
	expect(await service.accounts.find(account)).toMatchObject({ isEmailProven: false });
});
