export { createSmtpMailer, verifySmtp } from './smtp-mailer.ts';
