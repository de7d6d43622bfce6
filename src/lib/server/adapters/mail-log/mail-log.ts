import type { Mailer } from '#lib/server/notifications/index.ts';

/** For development on this machine alone: mail is shown where the server runs, codes and links with it. */
export function createMailLog(write: (text: string) => void): Mailer {
	return {
		async send({ to, subject, text }) {
			const lines = [`To: ${to}`, `Subject: ${subject}`, '', ...text.trimEnd().split('\n')];
			write(['┌ mail', ...lines.map((line) => `│ ${line}`.trimEnd()), '└', ''].join('\n'));
		}
	};
}
