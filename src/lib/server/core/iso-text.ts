const SECOND = 1000;
const DAY = 24 * 60 * 60 * SECOND;

const padded = (count: number, length: number): readonly string[] =>
	Array.from({ length: count }, (_, value) => `${value}`.padStart(length, '0'));
const TWO = padded(60, 2);
const THREE = padded(SECOND, 3);

/** What begins the texts of a day. A session has instants of several. */
const days = new Map<number, string>();
const DAYS_MAX = 500;

function dayOf(date: Date, day: number): string {
	const known = days.get(day);
	if (known !== undefined) return known;
	const text = date.toISOString().slice(0, -'00:00:00.000Z'.length);
	if (days.size >= DAYS_MAX) days.clear();
	days.set(day, text);
	return text;
}

/**
 * What `toISOString` says, in a third of its time: a list of sessions tells fifty instants.
 * Refuses what is no date, as that does, with a RangeError.
 */
export function isoText(date: Date): string {
	const at = date.getTime();
	const day = Math.floor(at / DAY);
	const ms = at - day * DAY;
	const seconds = Math.floor(ms / SECOND);
	const minutes = Math.floor(seconds / 60);
	const time = `${TWO[Math.floor(minutes / 60)]}:${TWO[minutes % 60]}:${TWO[seconds % 60]}`;
	return `${dayOf(date, day)}${time}.${THREE[ms % SECOND]}Z`;
}
