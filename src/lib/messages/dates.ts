export type DateStyle = 'day' | 'minute' | 'clock' | 'full';

const STYLES: Readonly<Record<DateStyle, Intl.DateTimeFormatOptions>> = {
	day: { day: 'numeric', month: 'short', year: 'numeric' },
	minute: { day: 'numeric', month: 'short', year: 'numeric', hour: 'numeric', minute: '2-digit' },
	clock: { hour: 'numeric', minute: '2-digit' },
	full: { dateStyle: 'full', timeStyle: 'short' }
};

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
const DAY_S = 24 * HOUR_S;

/** An absolute date. Give a `zone` where the words must be the same on server and browser. */
export function formatDate(
	at: Date,
	options: { locale: string; style: DateStyle; zone?: string | undefined }
): string {
	return new Intl.DateTimeFormat(options.locale, {
		...STYLES[options.style],
		...(options.zone === undefined ? {} : { timeZone: options.zone })
	}).format(at);
}

/** "2 hours ago" and the like, or undefined where it is too near or too far to be said that way. */
export function formatRelative(
	at: Date,
	options: { locale: string; now: Date }
): string | undefined {
	const seconds = Math.round((at.getTime() - options.now.getTime()) / 1000);
	const distance = Math.abs(seconds);
	if (distance < 45 || distance > 30 * DAY_S) return undefined;
	const words = new Intl.RelativeTimeFormat(options.locale, { numeric: 'auto' });
	if (distance < 45 * MINUTE_S) {
		return words.format(Math.round(seconds / MINUTE_S) || Math.sign(seconds), 'minute');
	}
	if (distance < 22 * HOUR_S) {
		return words.format(Math.round(seconds / HOUR_S) || Math.sign(seconds), 'hour');
	}
	return words.format(Math.round(seconds / DAY_S) || Math.sign(seconds), 'day');
}
