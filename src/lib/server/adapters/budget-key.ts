import { createHash } from 'node:crypto';

/** Where a budget is kept: the digest makes any text from outside a short and harmless key. */
export function budgetKey(key: string): string {
	return createHash('sha256').update(JSON.stringify(key)).digest('base64url');
}
