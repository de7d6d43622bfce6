/** Mail as a server without a mail server prints it. */
import { vi } from 'vitest';

import type { ServerProcess } from '../../support/server-process.ts';

/** What the newest mail to an address says that says something of the kind, `but` what an earlier one has said. */
export function inMail(
	server: ServerProcess,
	{ to, says, but }: { to: string; says: RegExp; but?: string | undefined }
): Promise<string> {
	return vi.waitUntil(
		() => {
			const mails = server
				.logs()
				.split('┌ mail')
				.filter((mail) => mail.includes(`To: ${to}\n`));
			return mails.map((mail) => says.exec(mail)?.[1]).findLast((said) => said && said !== but);
		},
		{ timeout: 20_000 }
	);
}

export const CODE = /^│ {5}(\d{6})$/m;
export const LINK = /https?:\/\/[^/\s]+(\/not-me\/\S+)/;
