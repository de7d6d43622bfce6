/** Who is signed in here. A real site keeps them in its database; each ends with the session at Latchkey. */
import { randomBytes } from 'node:crypto';

export const COOKIE = 'notes-session';
const HOURS_8 = 8 * 60 * 60_000;
const MOST = 1000;

const sessions = new Map();

/** The rights that the site gives, by the groups that Latchkey names. */
function rolesOf(groups = []) {
	return { mayVote: groups.includes('members'), mayClear: groups.includes('admins') };
}

export function begin({ claims, idToken }) {
	const id = randomBytes(32).toString('base64url');
	// The oldest gives way.
	if (sessions.size >= MOST) sessions.delete(sessions.keys().next().value);
	sessions.set(id, {
		sub: claims.sub,
		sid: claims.sid,
		name: claims.name ?? claims.preferred_username ?? 'somebody',
		isStrong: claims.acr === 'aal2',
		...rolesOf(claims.groups),
		idToken,
		endsAt: Date.now() + HOURS_8
	});
	return id;
}

export function find(id) {
	const session = sessions.get(id);
	if (!session || Date.now() < session.endsAt) return session;
	sessions.delete(id);
	return undefined;
}

export const end = (id) => sessions.delete(id);

/** Latchkey names the session, or all of a person. */
export function endThose({ sid, sub }) {
	for (const [id, session] of sessions)
		if (sid === undefined ? session.sub === sub : session.sid === sid) sessions.delete(id);
}
