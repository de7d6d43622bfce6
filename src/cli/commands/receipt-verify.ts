import { readFile } from 'node:fs/promises';

import * as v from 'valibot';

import { Receipt, signersOf, verifyReceipt } from '#lib/server/approvals/index.ts';

import { CommandError, defineCommand, FINE, FOUND_WRONG, json } from '../command.ts';
import { columns } from '../help.ts';

async function readReceipt(path: string): Promise<Receipt> {
	const text = await readFile(path, 'utf8').catch((cause: unknown) => {
		throw new CommandError(`${path} cannot be read.`, { cause });
	});
	try {
		return v.parse(Receipt, JSON.parse(text));
	} catch (cause) {
		throw new CommandError(`${path} is no receipt of an approval.`, { cause });
	}
}

/** People choose some of it: in quotes no character of theirs moves the cursor. */
function describe(receipt: Receipt): string {
	const shown = Object.entries(receipt.document).map(([name, text]) => [
		name,
		JSON.stringify(text)
	]);
	return columns([...shown, ...Object.entries(signersOf(receipt))] as [string, string][]);
}

export const receiptVerify = defineCommand({
	name: 'receipt verify',
	summary:
		'Prove that a phone has signed exactly what a receipt says; asks no store and no network',
	about:
		'It proves that the keys in the receipt have signed every character of what was shown. Whose keys they are, is on\n' +
		'the audit record: phone and authenticator are named there, when they were linked, as they are named here.\n' +
		'Say both, and a receipt by anything else is none.',
	args: ['FILE'],
	options: {
		phone: {
			type: 'string',
			value: 'NAME',
			help: 'the phone that was linked, as the record has it'
		},
		authenticator: {
			type: 'string',
			value: 'NAME',
			help: 'the authenticator that was linked with it, as the record has it'
		},
		json
	},
	async run(shell, { options, args: [path = ''] }) {
		const receipt = await readReceipt(path);
		const { phone, authenticator } = options;
		const verdict = await verifyReceipt(receipt, { phone, authenticator });
		const said = { ...signersOf(receipt), document: receipt.document };
		if (options.json) shell.out(JSON.stringify({ ...verdict, ...said }));
		else if (verdict.isGenuine) {
			const how = verdict.isUserVerified
				? 'and it has verified its holder'
				: 'and it has verified nobody';
			shell.out(`This is what the phone has signed, ${how}:\n${describe(receipt)}`);
		} else shell.out(`This is not what a phone has signed (${verdict.reason}).`);
		return verdict.isGenuine ? FINE : FOUND_WRONG;
	}
});
