/** Groups: short names by which other programs tell what somebody may do there. Here they open nothing. */
import { defineRefusals } from '#lib/server/core/refusal.ts';
import type { Account } from './account.ts';

/** In some order, without a comma or a space: lists of them are written with these between. */
const NAME = /^[a-z0-9](?:[a-z0-9._-]{0,30}[a-z0-9])?$/;
/** All of them together fit well into one header. */
const MOST = 50;

const refuse = defineRefusals('accounts', {
	groupNotAllowed: 'invalid',
	tooManyGroups: 'conflict'
});

export interface GroupChange {
	readonly add?: readonly string[] | undefined;
	readonly remove?: readonly string[] | undefined;
}

export const isGroupName = (name: string): boolean => NAME.test(name);

/**
 * The groups of an account after a change; what is both added and removed is out. Refuses
 * `accounts.group_not_allowed` and `accounts.too_many_groups`.
 */
export function regrouped(
	{ groups }: Pick<Account, 'groups'>,
	{ add = [], remove = [] }: GroupChange
): readonly string[] {
	if (![...add, ...remove].every(isGroupName)) throw refuse.groupNotAllowed();
	const next = [...new Set([...groups, ...add])].filter((name) => !remove.includes(name)).sort();
	if (next.length > MOST && next.length > groups.length) throw refuse.tooManyGroups();
	return next;
}
