import { error, fail, redirect } from '@sveltejs/kit';
import { add, clear, list, vote } from '../lib/server/notes.js';

export function load({ locals: { session }, url }) {
	return {
		notes: list(session?.sub),
		hasFailed: url.searchParams.has('not-signed-in'),
		person: session && {
			name: session.name,
			mayVote: session.mayVote,
			mayClear: session.mayClear,
			isStrong: session.isStrong
		}
	};
}

/** What a page does not show may be sent all the same. */
function require(session, right) {
	if (!session) redirect(303, '/sign-in');
	if (!session[right]) error(403, 'Your groups at Latchkey do not allow that.');
	return session;
}

export const actions = {
	async add({ locals, request }) {
		const { name } = require(locals.session, 'mayVote');
		const text = String((await request.formData()).get('text') ?? '');
		return add(text, name) ? undefined : fail(400, { problem: 'A note has 1 to 140 characters.' });
	},
	async vote({ locals, request }) {
		const { sub } = require(locals.session, 'mayVote');
		vote(Number((await request.formData()).get('id')), sub);
	},
	clear({ locals }) {
		const { isStrong } = require(locals.session, 'mayClear');
		// What cannot be undone asks for two factors: the person comes back with `acr` at that level.
		if (!isStrong) redirect(303, '/sign-in?again');
		clear();
	}
};
