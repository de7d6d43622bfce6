import type { ApprovalId } from '#lib/server/core/ids.ts';

import { CommandError, defineCommand, FINE } from '../command.ts';

export const receiptShow = defineCommand({
	name: 'receipt show',
	summary: 'Print the receipt of an approval on a phone, to keep it in a file',
	args: ['ID'],
	options: {},
	async run(shell, { args: [id = ''] }) {
		const { receipts } = await shell.app();
		const kept = await receipts.find(id as ApprovalId);
		if (!kept) throw new CommandError(`There is no receipt ${JSON.stringify(id)}.`);
		shell.out(JSON.stringify(kept.receipt, undefined, '\t'));
		return FINE;
	}
});
