import type { Proof } from '#lib/server/core/assurance.ts';
import type { RememberedBrowserId } from '#lib/server/core/ids.ts';

interface SignedIn {
	readonly proofs: readonly Proof[];
	readonly remembered?: RememberedBrowserId | undefined;
	readonly signsInTo: string | undefined;
}

/** What is put on record of a sign-in. An application without a browser here is no new browser. */
export function detailsOf(
	browser: { readonly id: string; readonly isNew: boolean } | undefined,
	{ proofs, remembered, signsInTo }: SignedIn
) {
	return {
		methods: proofs.map((proof) => proof.method).join(' '),
		isNewBrowser: browser?.isNew ?? signsInTo === undefined,
		...(signsInTo !== undefined && { application: signsInTo }),
		...(browser && { knownBrowser: browser.id }),
		...(remembered && { way: 'remembered' })
	};
}
