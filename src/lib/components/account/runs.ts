import { markOf } from './event-icons.ts';

interface Happened {
	readonly sequence: number;
	readonly at: Date;
	readonly code: string;
	readonly address?: string;
	readonly details: Readonly<Record<string, string | number | boolean>>;
}

/** An event, or several refusals that nothing came between: the newest of them, and how many. */
export type Run<Event extends Happened> = Event & {
	readonly count: number;
	/** Whether they are more than one kind of refusal. */
	readonly isMixed: boolean;
	/** The sequence of the oldest. */
	readonly from: number;
};

const DAY_MS = 24 * 60 * 60_000;

/** What looks dangerous stands alone, so that it is seen among what was merely refused. */
function isRefusal({ code }: Happened): boolean {
	const [icon, tone] = markOf(code);
	return icon === 'shield-alert' && tone === 'warning';
}

const isAlike = (one: Happened, other: Happened): boolean =>
	one.code === other.code && one.details['method'] === other.details['method'];

/** So that somebody who guesses cannot push everything else out of sight. Newest first, as the events are. */
export function runsOf<Event extends Happened>(events: readonly Event[]): Run<Event>[] {
	const runs: Run<Event>[] = [];
	for (const event of events) {
		const run = runs.at(-1);
		const joins =
			run !== undefined &&
			isRefusal(run) &&
			isRefusal(event) &&
			run.at.getTime() - event.at.getTime() < DAY_MS;
		if (!joins) runs.push({ ...event, count: 1, isMixed: false, from: event.sequence });
		else runs.splice(-1, 1, joined(run, event));
	}
	return runs;
}

function joined<Event extends Happened>(run: Run<Event>, event: Event): Run<Event> {
	const isMixed = run.isMixed || !isAlike(run, event);
	return { ...run, count: run.count + 1, isMixed, from: event.sequence };
}
