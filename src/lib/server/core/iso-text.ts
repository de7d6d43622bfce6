const SECOND = 1000;
const DAY = 24 * 60 * 60 * SECOND;

let day = NaN;
let dayText = '';

const two = (value: number): string => (value < 10 ? `0${value}` : `${value}`);
const three = (value: number): string => (value < 100 ? `0${two(value)}` : `${value}`);

/**
 * What `toISOString` says, in a fifth of its time: where many instants are told at once, most are of one day.
 * Refuses what is no date, as that does, with a RangeError.
 */
export function isoText(date: Date): string {
	const at = date.getTime();
	const of = Math.floor(at / DAY);
	if (of !== day) {
		dayText = date.toISOString().slice(0, -'00:00:00.000Z'.length);
		day = of;
	}
	const ms = at - of * DAY;
	const seconds = Math.floor(ms / SECOND);
	const minutes = Math.floor(seconds / 60);
	const time = `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:${two(seconds % 60)}`;
	return `${dayText}${time}.${three(ms % SECOND)}Z`;
}
