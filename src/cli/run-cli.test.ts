import { expect, test } from 'vitest';

import { commands } from './commands/index.ts';
import { runCli } from './run-cli.ts';

async function type(...words: string[]) {
	const printed = { out: '', notes: '' };
	const code = await runCli(words, {
		out: (text) => void (printed.out += text),
		note: (text) => void (printed.notes += text)
	});
	return { code, ...printed };
}

test('help lists every command, and each has help of its own', async () => {
	const all = await type('--help');
	expect(all.code).toBe(0);
	for (const { name, summary, options } of commands) {
		expect(all.out).toContain(`${name} `);
		const own = await type(...name.split(' '), '--help');
		expect(own).toMatchObject({ code: 0, notes: '' });
		expect(own.out).toContain(summary);
		for (const flag of Object.keys(options)) expect(own.out).toContain(`--${flag}`);
	}
});

test('no two commands begin with the same words', () => {
	const names = commands.map(({ name }) => name);
	for (const name of names) {
		expect(names.filter((other) => `${other} `.startsWith(`${name} `))).toEqual([name]);
	}
});

test.each([
	['nothing', []],
	['an unknown command', ['invite']],
	['half a command', ['invitations']],
	['a name that every object has', ['constructor']],
	['an unknown flag', ['invitations', 'create', '--forever']],
	['a value for a flag that has none', ['invitations', 'list', '--json=yes']],
	['a flag without its value', ['invitations', 'create', '--role']],
	['a value that is not allowed', ['invitations', 'create', '--role', 'owner']],
	['a head that was never printed', ['audit', 'verify', '--head', '12']],
	['a page without a size', ['accounts', 'list', '--limit', '0']],
	['less than it needs', ['invitations', 'withdraw']],
	['more than it needs', ['invitations', 'withdraw', 'inv_1', 'inv_2']]
])('%s is used wrongly, and the answer says where to look', async (_, words) => {
	const { code, out, notes } = await type(...words);
	expect({ code, out }).toEqual({ code: 2, out: '' });
	expect(notes).toContain('npm run latchkey -- ');
});

test('half a command shows those that begin like it, and no others', async () => {
	const { notes } = await type('invitations');
	expect(notes).toContain('invitations withdraw');
	expect(notes).not.toMatch(/^ {2}(?!invitations )\S/m);
});
