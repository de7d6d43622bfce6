import Bowser from 'bowser';

import type { AuditEvent } from '#lib/server/audit/index.ts';
import type { Challenge } from '#lib/server/challenges/index.ts';
import { applicationOf } from '#lib/server/core/caller.ts';
import type { Session } from '#lib/server/sessions/index.ts';
import type { TokenPair } from '#lib/server/tokens/index.ts';

interface Browser {
	readonly browser?: string;
	readonly os?: string;
}

/** Reading a name takes longer than checking its session, and few browsers are behind many sessions. */
const recent = new Map<string, Browser>();
const RECENT_MAX = 500;

/** A browser by the name it gives itself: for people to recognise, never to decide by. */
export function browserOf(userAgent: string): Browser {
	const known = recent.get(userAgent);
	if (known) return known;
	const read = readBrowser(userAgent);
	// Names are made up by whoever sends them, so there is an end to what is kept.
	if (recent.size >= RECENT_MAX) recent.clear();
	recent.set(userAgent, read);
	return read;
}

/** Without versions: browsers name one for all that came after it, such as Windows 10 or macOS Catalina. */
function readBrowser(userAgent: string): Browser {
	const application = applicationOf(userAgent);
	if (application !== undefined) return { browser: application };
	const { browser, os } = Bowser.parse(userAgent || ' ');
	return {
		...(browser.name && { browser: browser.name.replace(` for ${os.name}`, '') }),
		...(os.name && { os: os.name })
	};
}

/** A session as its owner sees it: how it came about and when it ends. */
export function sessionView(session: Session, current?: Session) {
	return {
		id: session.id,
		account: session.account,
		aal: session.aal,
		amr: session.amr,
		lifetime: session.lifetime,
		createdAt: session.createdAt,
		endsAt: session.endsAt,
		elevatedAt: session.elevatedAt,
		isRecovery: session.isRecovery,
		address: session.address,
		lastSeenAt: session.lastSeenAt,
		expiresAt: session.expiresAt,
		...browserOf(session.userAgent),
		methods: session.proofs.map(({ method }) => method),
		isCurrent: session.id === current?.id
	};
}

/** An event as the account's owner sees it. Where an administrator was when they did it is not theirs to know. */
export function eventView({ sequence, at, code, details, ...from }: AuditEvent) {
	const event = { sequence, at, code, details };
	if ('admin' in details) return event;
	const { session, requestId, address, userAgent } = from;
	return { ...event, session, requestId, address, ...browserOf(userAgent) };
}

export function tokenView({ session, ...pair }: TokenPair) {
	return { ...pair, session: sessionView(session, session) };
}

export function challengeView({ id, methods, expiresAt, attemptsLeft }: Challenge) {
	return { id, methods, expiresAt, attemptsLeft };
}
