import type { MessageKey, Translator } from '#lib/messages/index.ts';

interface WayBack {
	readonly href: string;
	readonly label: MessageKey;
}

const START: WayBack = { href: '/', label: 'faults.to_start' };
const PLACES = ['security', 'sessions', 'activity', 'profile', 'admin'] as const;

/** Where to go on from a page that is not there: the list that it would have been in, and the start. */
export function waysBack(t: Translator, path: string): readonly WayBack[] {
	const place = PLACES.find((name) => path.startsWith(`/${name}/`));
	if (path === '/device') return [{ href: path, label: 'device.again' }, START];
	// An address that no page has is shown without the words of the account.
	if (!place || !t.has(`nav.${place}`)) return [START];
	return [{ href: `/${place}`, label: `nav.${place}` }, START];
}
