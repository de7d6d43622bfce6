import type { AccountEvent } from './models.ts';

export interface Day {
	/** The calendar day, such as `2026-11-22`, in the reader's zone. */
	readonly key: string;
	readonly events: readonly AccountEvent[];
}

/** Events by calendar day, in their order. `zone` undefined: the reader's own. */
export function byDay(events: readonly AccountEvent[], zone?: string): readonly Day[] {
	const days = new Map<string, AccountEvent[]>();
	for (const event of events) {
		const key = dayKey(event.at, zone);
		days.set(key, [...(days.get(key) ?? []), event]);
	}
	return [...days].map(([key, ofDay]) => ({ key, events: ofDay }));
}

function dayKey(at: Date, zone?: string): string {
	// Sweden writes dates as ISO 8601 does.
	return new Intl.DateTimeFormat('sv-SE', zone === undefined ? {} : { timeZone: zone }).format(at);
}

const DAY_MS = 24 * 60 * 60_000;

/** How a day is spoken of: `today`, `yesterday`, or by its date. */
export function nearness(
	key: string,
	{ now, zone }: { now: Date; zone?: string | undefined }
): 'today' | 'yesterday' | undefined {
	if (key === dayKey(now, zone)) return 'today';
	return key === dayKey(new Date(now.getTime() - DAY_MS), zone) ? 'yesterday' : undefined;
}
