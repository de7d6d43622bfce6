import type { Config } from '#lib/server/config/index.ts';
import type { Mailer } from '#lib/server/notifications/index.ts';
import { timed } from '#lib/server/telemetry/index.ts';
import { createMailLog } from './mail-log/index.ts';
import type { Prometheus } from './prometheus/index.ts';

/** On this machine alone, mail that nobody carries is shown; anywhere else it is not sent. */
export async function openMailer(
	config: Config,
	metrics: Prometheus | undefined
): Promise<Mailer | undefined> {
	const { smtpUrl: url, mailFrom: from, origin, isSecure, mustEncryptMail } = config;
	if (url !== undefined && from !== undefined) {
		const { createSmtpMailer } = await import('./smtp/index.ts');
		const mailer = createSmtpMailer({ url, from, origin, mustEncrypt: mustEncryptMail });
		return metrics ? timed(mailer, { store: 'SMTP', port: 'mail' }, metrics.called) : mailer;
	}
	return isSecure ? undefined : createMailLog((text) => void process.stdout.write(text));
}
