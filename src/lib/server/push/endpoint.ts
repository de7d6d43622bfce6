/** The push services of the browsers there are. A star stands for one name or several in front. */
const SERVICES = [
	'fcm.googleapis.com',
	'*.push.services.mozilla.com',
	'*.notify.windows.com',
	'*.push.apple.com'
];

/** What a star stands for: letters, digits and hyphens. RFC 1123 §2.1. */
const NAMES = /^[a-z0-9-]+(\.[a-z0-9-]+)*$/;

const LONGEST = 1024;

function isOf(hostname: string, pattern: string): boolean {
	if (!pattern.startsWith('*.')) return hostname === pattern;
	const domain = pattern.slice(1);
	return hostname.endsWith(domain) && NAMES.test(hostname.slice(0, -domain.length));
}

/**
 * Whether messages may be sent there. A phone says where, so anything but a push service that the list names would
 * let it make this service call what only this service can reach. `more` are host patterns, or whole loopback origins.
 * @see RFC 8030 §8; ASVS 5.0 1.3.6
 */
export function isPushEndpoint(text: string, more: readonly string[]): boolean {
	if (text.length > LONGEST || !URL.canParse(text)) return false;
	const url = new URL(text);
	if (url.username !== '' || url.password !== '' || url.hash !== '') return false;
	if (more.includes(url.origin)) return true;
	if (url.protocol !== 'https:' || url.port !== '') return false;
	return [...SERVICES, ...more].some((pattern) => isOf(url.hostname, pattern));
}
