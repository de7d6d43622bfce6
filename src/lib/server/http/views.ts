import Bowser from 'bowser';

import type { Challenge } from '#lib/server/challenges/index.ts';
import type { Session } from '#lib/server/sessions/index.ts';

/** A browser by the name it gives itself: for people to recognise, never to decide by. */
export function browserOf(userAgent: string): { browser?: string; os?: string } {
	const { browser, os } = Bowser.parse(userAgent || ' ');
	return {
		...(browser.name && { browser: browser.name }),
		...(os.name && { os: [os.name, os.versionName].filter(Boolean).join(' ') })
	};
}

/** A session as its owner sees it: how it came about and when it ends. */
export function sessionView(session: Session, current?: Session) {
	const { proofs, userAgent, ...rest } = session;
	return {
		...rest,
		...browserOf(userAgent),
		methods: proofs.map(({ method }) => method),
		isCurrent: session.id === current?.id
	};
}

export function challengeView({ id, methods, expiresAt, attemptsLeft }: Challenge) {
	return { id, methods, expiresAt, attemptsLeft };
}
