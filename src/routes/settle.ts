import { applyAction } from '$app/forms';

type Result = Parameters<typeof applyAction>[0];

/** Shows the result of a form, or, where no answer came, leaves the page with what was typed and says so. */
export async function settle(result: Result, show: () => Promise<void>): Promise<void> {
	const isAnswered = result.type !== 'error' || result.status !== undefined;
	if (isAnswered) return show();
	const problem = { code: 'network.unreachable', status: 0 };
	const here = location.pathname + location.search;
	await applyAction({ type: 'failure', status: 503, data: { problem }, location: here });
}
