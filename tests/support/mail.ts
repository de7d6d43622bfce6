/** The test function of tests about mail: the server sends to a real mail server, which keeps what it gets. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

import { expect, test as base } from './fixtures.ts';

export { expect } from './fixtures.ts';

export interface ReceivedMail extends Email {
	/** Where it was really sent, whatever its headers say. */
	readonly recipients: readonly string[];
	readonly raw: string;
}

export interface MailServer {
	readonly port: number;
	/** So many mails to this address, oldest first; fails if more come, or fewer. */
	to(address: string, count: number): Promise<readonly ReceivedMail[]>;
	/** What has come for this address so far, oldest first. */
	sent(address: string): Promise<readonly ReceivedMail[]>;
	/** The next deliveries are put off, as a mail server that is busy does. */
	putOff(count: number): void;
}

/** Longer than mail is held back for other news of the same request. */
const QUIET_MS = 1500;

async function openMailServer() {
	const received: ReceivedMail[] = [];
	let toPutOff = 0;
	const server = new SMTPServer({
		authOptional: true,
		disabledCommands: ['AUTH', 'STARTTLS'],
		onData(stream, session, done) {
			const recipients = session.envelope.rcptTo.map(({ address }) => address);
			text(stream)
				.then(async (raw) => {
					toPutOff -= 1;
					if (toPutOff >= 0) throw Object.assign(new Error('Later.'), { responseCode: 451 });
					received.push({ ...(await PostalMime.parse(raw)), recipients, raw });
					done();
				})
				.catch((error: Error) => done(error));
		}
	});
	const socket = server.listen(0, '127.0.0.1');
	await once(socket, 'listening');
	const of = (address: string) => received.filter(({ recipients: [to] }) => to === address);
	const mail: MailServer = {
		port: (socket.address() as AddressInfo).port,
		async to(address, count) {
			await expect
				.poll(() => of(address).length, { timeout: 10_000 })
				.toBeGreaterThanOrEqual(count);
			await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
			expect(of(address).map(({ subject }) => subject)).toHaveLength(count);
			return of(address);
		},
		sent: async (address) => of(address),
		putOff: (count) => void (toPutOff = count)
	};
	return { mail, close: () => new Promise<void>((resolve) => server.close(() => resolve())) };
}

export const test = base.extend<object, { mail: MailServer }>({
	mail: [
		async ({}, use) => {
			const { mail, close } = await openMailServer();
			await use(mail);
			await close();
		},
		{ scope: 'worker' }
	],

	environment: [
		async ({ mail, environment }, use) =>
			use({
				...environment,
				SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
				LATCHKEY_MAIL_FROM: 'Latchkey <no-reply@example.org>'
			}),
		{ scope: 'worker' }
	]
});

export const codeIn = (mail: ReceivedMail | undefined): string =>
	/^ {4}(\d{6})$/m.exec(mail?.text ?? '')?.[1] ?? '';

/** The path of the link that stops a recovery. */
export const stopIn = (mail: ReceivedMail | undefined): string =>
	/https?:\/\/[^/\s]+(\/recover\/stop\/\S+)/.exec(mail?.text ?? '')?.[1] ?? '';

/** The path of the link "this was not me". */
export const linkIn = (mail: ReceivedMail | undefined): string =>
	/https?:\/\/[^/\s]+(\/not-me\/\S+)/.exec(mail?.text ?? '')?.[1] ?? '';
