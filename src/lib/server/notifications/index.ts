export { createLetters } from './letters.ts';
export type { Letters } from './letters.ts';
export { createNotices } from './notices.ts';
export { createOutbox } from './outbox.ts';
export type { Log, Outbox } from './outbox.ts';
export { UndeliverableError } from './ports.ts';
export type { Mailer, Message } from './ports.ts';
