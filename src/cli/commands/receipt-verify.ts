import { readFile } from 'node:fs/promises';

import * as v from 'valibot';

import { phoneNameOf, Receipt, verifyReceipt } from '#lib/server/approvals/index.ts';

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
function describe({ document, phone }: Receipt): string {
	const shown = Object.entries(document).map(([name, text]) => [name, JSON.stringify(text)]);
	return columns([...shown, ['phone', phoneNameOf(phone.key)]] as [string, string][]);
}

export const receiptVerify = defineCommand({
	name: 'receipt verify',
	summary:
		'Prove that a phone has signed exactly what a receipt says; asks no store and no network',
	about:
		'It proves that the key in the receipt has signed every character of what was shown. Whose key that is, is on\n' +
		'the audit record: the phone is named there, when it was linked, as it is named here.',
	args: ['FILE'],
	options: { json },
	async run(shell, { options, args: [path = ''] }) {
		const receipt = await readReceipt(path);
		const verdict = await verifyReceipt(receipt);
		if (options.json) shell.out(JSON.stringify({ ...verdict, document: receipt.document }));
		else if (verdict.isGenuine) {
			const how = verdict.isUserVerified
				? 'and it has verified its holder'
				: 'and it has verified nobody';
			shell.out(`This is what the phone has signed, ${how}:\n${describe(receipt)}`);
		} else shell.out(`This is not what a phone has signed (${verdict.reason}).`);
		return verdict.isGenuine ? FINE : FOUND_WRONG;
	}
});
