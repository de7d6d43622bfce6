import { createTransport } from 'nodemailer';

import { MailRefusedError, type Mailer } from '#lib/server/notifications/index.ts';

const LIMIT_MS = 10_000;
/** @see RFC 5321 §4.2.1: the same mail will not be taken later either */
const isPermanent = (code: unknown): boolean => typeof code === 'number' && code >= 500;

/** Hands mail to the server at `url`, over connections that are kept for a while. */
export function createSmtpMailer(config: {
	url: string;
	from: string;
	origin: string;
	mustEncrypt: boolean;
}): Mailer {
	const { url, from, origin, mustEncrypt } = config;
	const { hostname } = new URL(origin);
	const { username } = new URL(url);
	const transport = createTransport(
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
				throw Object.assign(new MailRefusedError('The mail server refused it.', options), {
					responseCode
				});
			}
		}
	};
}
