/** The notes, and who has voted for which. In memory: they are gone with the process. */

const MOST = 100;
const LONGEST = 140;

let next = 1;
const notes = [];

export const list = (sub) =>
	notes
		.map(({ id, text, by, votes }) => ({ id, text, by, votes: votes.size, isMine: votes.has(sub) }))
		.sort((a, b) => b.votes - a.votes || a.id - b.id);

/** False for a text that is no note. */
export function add(text, by) {
	const trimmed = text.trim();
	if (trimmed === '' || trimmed.length > LONGEST || notes.length >= MOST) return false;
	notes.push({ id: next++, text: trimmed, by, votes: new Set() });
	return true;
}

/** One vote each; a second takes it back. */
export function vote(id, sub) {
	const votes = notes.find((note) => note.id === id)?.votes;
	if (votes && !votes.delete(sub)) votes.add(sub);
}

export function clear() {
	for (const { votes } of notes) votes.clear();
}
