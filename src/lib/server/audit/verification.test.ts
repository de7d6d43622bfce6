import { expect, test } from 'vitest';

import { createChain, type ChainedEntry } from './chain.ts';
import type { AuditChain } from './ports.ts';
import { verifyChain } from './verification.ts';

const KEY = new Uint8Array(32).fill(7);
const COUNT = 5500;

/** Events that are made as they are asked for, in order, and no store that holds them. */
function endless(): AuditChain & { readonly pages: number[] } {
	const chain = createChain(KEY);
	const entry = {
		at: '1800000000000',
		code: 'sign_in.failed',
		account: undefined,
		session: undefined,
		requestId: 'req_1',
		address: '192.0.2.1',
		userAgent: '',
		details: '{}'
	};
	const pages: number[] = [];
	const all = (function* () {
		for (let link = chain.genesis; link.sequence < COUNT;) {
			link = chain.next(link, entry);
			yield { ...entry, ...link };
		}
	})();
	let head = chain.genesis;
	for (let at = 0; at < COUNT; at += 1) head = chain.next(head, entry);
	return {
		pages,
		open: async () => ({ head: { ...head, seal: chain.sealOf(head) }, key: KEY }),
		async entries({ limit }) {
			pages.push(limit);
			const page: ChainedEntry[] = [];
			while (page.length < limit) {
				const { value } = all.next();
				if (!value) break;
				page.push(value);
			}
			return page;
		}
	};
}

test('a long log is read in pages, and says how far it is', async () => {
	const store = endless();
	const told: string[] = [];
	const verified = await verifyChain(store, {
		onProgress: (done, total) => void told.push(`${done}/${total}`)
	});
	expect(verified).toMatchObject({ isIntact: true, count: COUNT });
	expect(Math.max(...store.pages)).toBeLessThanOrEqual(1000);
	expect(told).toHaveLength(5);
	expect(told.at(-1)).toBe(`5000/${COUNT}`);
});
