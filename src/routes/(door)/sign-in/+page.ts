import { browser } from '$app/env';
import type { PageLoad } from './$types';

/** The page most often loaded is not hydrated: its own script is a tenth of what a framework brings. */
export const csr = false;

/** Who comes from a hydrated page leaves that one behind, since the script runs once for each document. */
export const load: PageLoad = ({ data, url }) => {
	if (!browser) return data;
	location.assign(url);
	return new Promise<never>(() => {});
};
