/** Mail as a server without a mail server prints it. */
import { vi } from 'vitest';

import type { ServerProcess } from '../../support/server-process.ts';

/** The newest mail to an address that says what is looked for, and what it says there. */
export function inMail(
	server: ServerProcess,
	{ to, says }: { to: string; says: RegExp }
): Promise<string> {
	return vi.waitUntil(
		() => {
			const mails = server
				.logs()
				.split('┌ mail')
				.filter((mail) => mail.includes(`To: ${to}\n`));
			return mails.map((mail) => says.exec(mail)?.[1]).findLast(Boolean);
		},
		{ timeout: 20_000 }
	);
}

export const CODE = /^│ {5}(\d{6})$/m;
export const LINK = /https?:\/\/[^/\s]+(\/not-me\/\S+)/;
