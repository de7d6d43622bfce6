/** What a refused attempt costs tells nobody whether a name is known, nor what its account has. */
import { expect, test } from 'vitest';

import {
	addPasskey,
	attempt,
	member,
	passkeyMember,
	PASSWORD,
	signIn,
	totpMember
} from '../people.fixture.ts';
import { openService, refusal, type Service } from '../testing.fixture.ts';

const WRONG = ['not the password at all', '', 'x'.repeat(5000)];
const CODES = ['AAAA-AAAA-AAAA-AAAA-AAAA-AAAA', '', 'x'];

/** Someone of each kind: with an app, without a password, with twenty passkeys, disabled. */
async function populated(): Promise<Service> {
	const service = await openService();
	await totpMember(service);
	await passkeyMember(service);
	const many = await member(service, 'many');
	let { issued } = await addPasskey(service, many);
	for (let at = 1; at < 20; at += 1) ({ issued } = await addPasskey(service, issued));
	await service.disable((await member(service, 'disabled')).account);
	return service;
}

/** The passwords that an attempt verifies, and the factors that it opens. */
async function workOf({ work, stores: { opened } }: Service, attempted: () => Promise<unknown>) {
	work.length = 0;
	opened.length = 0;
	expect(await refusal(attempted())).toBe('sign_in.not_accepted');
	return [...work, ...opened.filter((table) => table === 'factor')];
}

test.each(['nobody', 'ada', 'grace', 'many', 'disabled'])(
	'wrong, empty and endless answers for the name “%s” cost what any other costs',
	async (identifier) => {
		const service = await populated();
		for (const password of WRONG) {
			const attempted = () => signIn(service, { identifier, password });
			expect(await workOf(service, attempted)).toEqual(['verify', 'factor']);
		}
		for (const code of CODES) {
			const given = { identifier, password: PASSWORD, code };
			const attempted = () => service.signIn.recover(given, attempt());
			expect(await workOf(service, attempted)).toEqual(['verify', 'factor', 'factor']);
		}
	}
);
