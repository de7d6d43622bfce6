import type { Session, StoredSession } from '#lib/server/sessions/index.ts';
import { toRecord, toSession, type SessionRecord } from '../session-record.ts';

/** A session as it lies in Redis: one text, of which the first line is what is compared and moved on. */
export interface SessionText extends SessionRecord {
	readonly secretHash: string;
	/** In which it was saved. */
	readonly epoch: number;
}

const TEXT = /^([\w-]+) (\d+) (\d+) (\d+)\n(.+)$/s;

export function formatText({
	secretHash,
	epoch,
	lastSeenAt,
	expiresAt,
	data
}: SessionText): string {
	return `${secretHash} ${epoch} ${lastSeenAt} ${expiresAt}\n${data}`;
}

export function toText(session: StoredSession, epoch: number): SessionText {
	return { ...toRecord(session), secretHash: session.secretHash, epoch };
}

export function parseText(text: string): SessionText {
	const [, secretHash, epoch, lastSeenAt, expiresAt, data] = TEXT.exec(text) ?? [];
	if (secretHash === undefined || data === undefined)
		throw new Error('What Redis holds under the id of a session is none.');
	return {
		secretHash,
		epoch: Number(epoch),
		lastSeenAt: Number(lastSeenAt),
		expiresAt: Number(expiresAt),
		data
	};
}

export function sessionIn(text: string | null | undefined): Session | undefined {
	return text ? toSession(parseText(text)) : undefined;
}
