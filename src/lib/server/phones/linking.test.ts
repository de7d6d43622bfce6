import { describe, expect, test } from 'vitest';

import { addTotp, enroller, member } from '../people.fixture.ts';
import { MINUTE, openService, ORIGIN, racing, refusal } from '../testing.fixture.ts';
import { arrive, beginLink, linkPhone } from './people.fixture.ts';
import { createPhone } from './phone.fixture.ts';

async function begun() {
	const service = await openService();
	const ada = await member(service);
	const phone = createPhone({ origin: ORIGIN });
	const { id, prompt, secret } = await beginLink(service, ada);
	const by = enroller(ada);
	return {
		...{ service, ada, phone, id, prompt, secret, by },
		come: (who = phone) => arrive(service, { phone: who, secret }),
		shown: async () => (await service.enrolments.resume(by, id)).prompt,
		finish: (answer: string) => service.enrolments.finish(by, { id, answer })
	};
}

describe('linking a phone', () => {
	test('shows a picture and the same link as text, whose secret is in the fragment alone', async () => {
		const { prompt, secret } = await begun();
		expect(prompt.url).toBe(`${ORIGIN}/phone/link#${secret}`);
		expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
		expect(prompt.qr).toMatch(/^<svg /);
	});

	test('binds the phone when both screens show the same words', async () => {
		const { come, shown, finish, service, ada } = await begun();
		const words = await come();
		expect(await shown()).toEqual({ kind: 'compare', words, label: 'Pixel' });
		expect(await service.enrolments.list(ada.account)).toHaveLength(1);
		expect(await finish('same')).toMatchObject({
			enrolled: true,
			factor: { method: 'phones', label: 'Pixel', details: { verifiesHolder: true } },
			issued: { session: { aal: 2 } }
		});
		expect(await service.codesOf(ada.account)).toContain('factor.enrolled');
	});

	test.each(['differ', '', 'Same'])('binds nothing by the answer %j', async (answer) => {
		const { come, finish, service, ada } = await begun();
		await come();
		expect(await finish(answer)).toMatchObject({ enrolled: false, reason: 'words_differ' });
		expect(await refusal(finish('same'))).toBe('enrolment.gone');
		expect(await service.enrolments.list(ada.account)).toHaveLength(1);
	});

	test('tells the phone that it is over only once it is linked', async () => {
		const { come, finish, service, ada } = await begun();
		await come();
		const { drop } = service.errands;
		let held: readonly { method: string }[] = [];
		service.errands.drop = async (errand) => {
			held = await service.factors.list(ada.account);
			await drop(errand);
		};
		await finish('same');
		expect(held).toContainEqual(expect.objectContaining({ method: 'phones' }));
	});

	test('waits for the phone, and asking early costs nothing', async () => {
		const { come, finish } = await begun();
		for (let at = 0; at < 3; at += 1)
			expect(await finish('same')).toMatchObject({ enrolled: false, reason: 'waiting' });
		await come();
		expect(await finish('same')).toMatchObject({ enrolled: true });
	});

	test('takes one phone by one link, of 50 that come at once', async () => {
		const { service, secret, shown, finish } = await begun();
		const { options } = await service.phones.links.look(secret);
		const phones = Array.from({ length: 50 }, () => createPhone({ origin: ORIGIN }));
		const words: string[][] = [];
		const outcomes = await racing(async (at) => {
			const phone = phones[at] as (typeof phones)[number];
			const told = await service.phones.links.arrive(secret, phone.arrival(secret, options));
			words.push(phone.words(secret, told));
		});
		expect(outcomes).toEqual({ done: 1, 'phones.link_gone': 49 });
		expect(await shown()).toMatchObject({ words: words[0] });
		expect(await finish('same')).toMatchObject({ enrolled: true });
	});

	test('takes no phone after five minutes', async () => {
		const { service, secret, come } = await begun();
		service.clock.advance(5 * MINUTE);
		expect(await refusal(service.phones.links.look(secret))).toBe('phones.link_gone');
		expect(await refusal(come())).toBe('phones.link_gone');
	});

	test('shows a phone that came second that the link is used', async () => {
		const { come, secret, service } = await begun();
		await come();
		expect(await refusal(service.phones.links.look(secret))).toBe('phones.link_gone');
		expect(await refusal(come(createPhone({ origin: ORIGIN })))).toBe('phones.link_gone');
	});

	test.each<[string, (given: object) => object, string]>([
		[
			'a key that it does not hold',
			(given) => ({ ...given, key: createPhone({ origin: ORIGIN }).key }),
			'not_signed'
		],
		['another name than it signed', (given) => ({ ...given, label: 'Mallory’s' }), 'not_signed'],
		['a key that is no point', (given) => ({ ...given, key: 'A'.repeat(87) }), 'unsound_key'],
		['half an authenticator', (given) => ({ ...given, registration: {} }), 'malformed']
	])('refuses %s, and the link stays good', async (_name, change, reason) => {
		const { service, secret, phone, come } = await begun();
		const { links } = service.phones;
		const { options } = await links.look(secret);
		const given = change(phone.arrival(secret, options)) as ReturnType<typeof phone.arrival>;
		await expect(links.arrive(secret, given)).rejects.toMatchObject({
			code: 'phones.not_accepted',
			details: { reason }
		});
		expect(await come()).toHaveLength(2);
	});

	test('refuses an authenticator’s credential that verified nobody', async () => {
		const { service, secret } = await begun();
		const phone = createPhone({ origin: ORIGIN, verifiesUser: false });
		const { options } = await service.phones.links.look(secret);
		await expect(
			service.phones.links.arrive(secret, phone.arrival(secret, options))
		).rejects.toMatchObject({ details: { reason: 'user_not_verified' } });
	});

	test('makes several phones of one account, and the same key is linked once', async () => {
		const { service, ada } = await begun();
		const first = await linkPhone(service, ada);
		const second = await linkPhone(service, first.issued, createPhone({ origin: ORIGIN }));
		const names = (await service.enrolments.list(ada.account)).map(({ method }) => method);
		expect(names.filter((name) => name === 'phones')).toHaveLength(2);
		const again = linkPhone(service, second.issued, first.phone);
		expect(await refusal(again)).toBe('enrolment.already_enrolled');
	});

	test('gives recovery codes with the first second factor, and a dump has no secret of the phone', async () => {
		const { service, ada } = await begun();
		const { recoveryCodes, secret } = await linkPhone(service, ada);
		expect(recoveryCodes).toHaveLength(10);
		const factors = await service.factors.list(ada.account);
		const factor = factors.find(({ method }) => method === 'phones');
		const { codeSecret } = factor?.state as { codeSecret: string };
		expect(Buffer.from(codeSecret, 'base64url')).toHaveLength(32);
		const dump = await service.stores.dump();
		for (const text of [secret, codeSecret]) expect(dump).not.toContain(text);
	});

	test('is removed like any factor, and its page is told', async () => {
		const { service, ada } = await begun();
		const { factor, issued, phone } = await linkPhone(service, ada);
		const app = await addTotp(service, issued);
		await service.enrolments.remove(enroller(app.issued), factor.id);
		const call = { path: '/api/v1/phone/requests', body: '{}' };
		const signed = phone.header(call, { at: service.clock.now() });
		const sent = { method: 'POST', path: call.path, body: Buffer.from(call.body), signed };
		expect(await refusal(service.phones.authenticate(sent))).toBe('phones.not_linked');
	});
});
