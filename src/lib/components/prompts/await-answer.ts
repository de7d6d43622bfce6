/** Learns that a phone has answered: at once where the browser can be told, else by asking. */
import { createCalls, ProblemError } from '#client';

const ASK_EVERY_MS = 2000;

/** What tells it, by its path below `/api/v1`: `…/events` as it happens, and `…/progress` when asked. */
interface Waiting {
	readonly path: string;
	readonly query: string;
}

/** Calls `onanswer` once, with `none` where there is nothing to wait for; what it returns ends the wait. */
export function awaitAnswer(
	{ path, query }: Waiting,
	onanswer: (progress: string) => void
): () => void {
	const client = createCalls();
	let timer: ReturnType<typeof setTimeout> | undefined;
	let isOver = false;
	let isAsking = false;

	const stop = () => {
		isOver = true;
		clearTimeout(timer);
		stream.close();
	};
	const finish = (progress: string) => {
		if (isOver) return;
		stop();
		onanswer(progress);
	};

	async function ask() {
		const answered = await client
			.call<{ progress: string }>('GET', `${path}/progress${query}`)
			.catch((error: unknown) => (isGone(error) ? { progress: 'none' } : undefined));
		if (isOver) return;
		if (answered && answered.progress !== 'waiting') return finish(answered.progress);
		timer = setTimeout(() => void ask(), ASK_EVERY_MS);
	}

	const stream = new EventSource(`/api/v1${path}/events${query}`);
	for (const progress of ['answered', 'none'])
		stream.addEventListener(progress, () => finish(progress));
	// The process that tells may end, also with a word: another one can be asked.
	for (const lost of ['error', 'moved'])
		stream.addEventListener(lost, () => {
			stream.close();
			if (isOver || isAsking) return;
			isAsking = true;
			void ask();
		});
	return stop;
}

/** What is over is for the page to look at. */
const isGone = (error: unknown): boolean =>
	error instanceof ProblemError && [401, 410].includes(error.status);
