import { createTransport } from 'nodemailer';

import { UndeliverableError, type Mailer } from '#lib/server/notifications/index.ts';

const LIMIT_MS = 10_000;
/** @see RFC 5321 §4.2.1: the same mail will not be taken later either */
const isPermanent = (code: unknown): boolean => typeof code === 'number' && code >= 500;

interface SmtpOptions {
	readonly url: string;
	readonly from: string;
	readonly origin: string;
	readonly mustEncrypt: boolean;
}

function openTransport({ url, from, mustEncrypt }: SmtpOptions) {
	const { username } = new URL(url);
	return createTransport(
		{
			url,
			// A name and password never travel in the clear; in a private network the rest may where the server cannot.
			requireTLS: mustEncrypt || username !== '',
			connectionTimeout: LIMIT_MS,
			greetingTimeout: LIMIT_MS,
			socketTimeout: LIMIT_MS,
			dnsTimeout: LIMIT_MS,
			// A message is nothing but its own text: no file and no address may be read into it.
			disableFileAccess: true,
			disableUrlAccess: true
		},
		{ from }
	);
}

/** Connects as for a mail, logs in where there is a name, and sends nothing. Rejects where that fails. */
export async function verifySmtp(options: SmtpOptions): Promise<void> {
	await openTransport(options).verify();
}

/** Hands mail to the server at `url`, over connections that are kept for a while. */
export function createSmtpMailer(options: SmtpOptions): Mailer {
	const { hostname } = new URL(options.origin);
	const transport = openTransport(options);

	return {
		async send({ id, to, subject, text }) {
			try {
				await transport.sendMail({
					// An object, so that nothing in the address is read as a second one.
					to: { name: '', address: to },
					subject,
					text,
					messageId: `<${id}@${hostname}>`,
					// @see RFC 3834 §5: no answering machine shall answer
					headers: { 'Auto-Submitted': 'auto-generated' }
				});
			} catch (error) {
				const { responseCode } = error as { responseCode?: unknown };
				if (!isPermanent(responseCode)) throw error;
				const options = { cause: error };
				throw Object.assign(new UndeliverableError('The mail server refused it.', options), {
					responseCode
				});
			}
		}
	};
}
