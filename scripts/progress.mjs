/** One line on a terminal that changes while work goes on; elsewhere only whole lines. */
const FRAME_MS = 500;

function seconds(sinceMs) {
	return `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`;
}

/** Shows what is done while it is done, and how long it took. */
export async function step(what, work) {
	const since = performance.now();
	const isTerminal = process.stderr.isTTY;
	const show = () => process.stderr.write(`\r\x1b[K${what} … ${seconds(since)}`);
	if (!isTerminal) process.stderr.write(`${what} …\n`);
	const timer = isTerminal ? setInterval(show, FRAME_MS) : undefined;
	if (isTerminal) show();
	try {
		const result = await work();
		if (isTerminal) process.stderr.write(`\r\x1b[K${what}: ${seconds(since)}\n`);
		return result;
	} catch (error) {
		if (isTerminal) process.stderr.write(`\r\x1b[K${what}: failed\n`);
		throw error;
	} finally {
		clearInterval(timer);
	}
}
