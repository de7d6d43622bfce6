/** Learns that a phone has answered: at once where the browser can be told, else by asking. */
import { createClient } from '#client';

const ASK_EVERY_MS = 2000;

interface Waiting {
	readonly challenge: string;
	readonly method: string;
}

/** Calls `onanswer` once; what it returns ends the wait. */
export function awaitAnswer({ challenge, method }: Waiting, onanswer: () => void): () => void {
	const client = createClient();
	const query = `?method=${encodeURIComponent(method)}`;
	const path = `/challenges/${encodeURIComponent(challenge)}`;
	let timer: ReturnType<typeof setTimeout> | undefined;
	let isOver = false;

	const stop = () => {
		isOver = true;
		clearTimeout(timer);
		stream.close();
	};
	const finish = () => {
		if (isOver) return;
		stop();
		onanswer();
	};

	async function ask() {
		const answered = await client
			.call<{ progress: string }>('GET', `${path}/progress${query}`)
			.catch(() => undefined);
		if (isOver) return;
		if (answered && answered.progress !== 'waiting') return finish();
		timer = setTimeout(() => void ask(), ASK_EVERY_MS);
	}

	const stream = new EventSource(`/api/v1${path}/events${query}`);
	stream.addEventListener('answered', finish);
	stream.addEventListener('none', finish);
	stream.addEventListener('error', () => {
		if (isOver || timer !== undefined) return;
		stream.close();
		void ask();
	});
	return stop;
}
