/**
 * Items that come while others are under way go together in the next call: one wait for the disk for all of them.
 *
 * Whoever waits behind a call that fails gets its error at once, rather than after another wait like it.
 */
export function inBatches<Item>(
	work: (items: readonly Item[]) => Promise<void>
): (item: Item) => Promise<void> {
	let last = Promise.resolve();
	let next: { readonly items: Item[]; readonly done: Promise<void> } | undefined;

	const open = () => {
		const items: Item[] = [];
		const begin = () => void (next = undefined);
		const done = last.finally(begin).then(() => work(items));
		last = done;
		// What failed is over once nobody waits behind it.
		done.catch(() => {
			if (last === done) last = Promise.resolve();
		});
		return { items, done };
	};

	return (item) => {
		next ??= open();
		next.items.push(item);
		return next.done;
	};
}
