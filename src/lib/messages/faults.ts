import { describeProblem, type ProblemLike } from './describe.ts';
import type { MessageKey, Translator } from './translator.ts';

interface Fault {
	readonly title: string;
	readonly text: string;
	/** Whether the same page may be there in a moment. */
	readonly mayPass: boolean;
}

const BY_STATUS: Readonly<Record<number, readonly [title: MessageKey, text: MessageKey]>> = {
	403: ['faults.forbidden_title', 'faults.forbidden'],
	404: ['faults.not_found_title', 'faults.not_found'],
	410: ['faults.expired_title', 'faults.expired'],
	429: ['faults.throttled_title', 'faults.throttled'],
	503: ['faults.unavailable_title', 'faults.unavailable']
};
const REFUSED = ['errors.title', 'errors.generic'] as const;
const BROKEN = ['faults.broken_title', 'faults.broken'] as const;

/** What a page says that cannot be shown: a known refusal in its own words, else by its status. */
export function describeFault(t: Translator, problem: ProblemLike & { status: number }): Fault {
	const { status, code } = problem;
	const isOurs = status >= 500;
	const mayPass = isOurs || status === 429;
	const [title, text] = BY_STATUS[status] ?? (isOurs ? BROKEN : REFUSED);
	const isKnown = !mayPass && t.has(`errors.${code}`);
	const isMissing = isKnown && status === 404;
	return {
		title: t(isMissing ? 'faults.missing_title' : title),
		text: isKnown ? describeProblem(t, problem) : t(text),
		mayPass
	};
}
