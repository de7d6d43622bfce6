/** Which rule counts, and what comes of it: pure functions. Whatever no rule allows is not allowed. */
import type { Aal } from '#lib/server/core/assurance.ts';
import { foldedPath, isUnder, plainPath } from './path.ts';
import type { Rule, Site } from './site.ts';

type Verdict = 'allowed' | 'sign-in' | 'step-up' | 'forbidden';

interface Asking {
	/** As the browser spelled it, without the query. */
	readonly path: string;
	readonly who?: { readonly aal: Aal; readonly groups: readonly string[] } | undefined;
}

function longest(rules: readonly Rule[], isOver: (rule: Rule) => boolean): Rule | undefined {
	return rules.filter(isOver).sort((a, b) => b.path.length - a.path.length)[0];
}

/** Undefined where there is none, and where it could be another for somebody who reads the path differently. */
function ruleFor({ rules }: Site, raw: string): Rule | undefined {
	const [only] = rules;
	// Where all of a site is alike, no spelling leads anywhere else.
	if (rules.length === 1 && only?.path === '/') return only;
	const path = plainPath(raw);
	if (path === undefined) return undefined;
	const rule = longest(rules, (each) => isUnder(path, each.path));
	const folded = foldedPath(path);
	return rule === longest(rules, (each) => isUnder(folded, foldedPath(each.path)))
		? rule
		: undefined;
}

export function judge(site: Site, { path, who }: Asking): Verdict {
	const rule = ruleFor(site, path);
	if (!rule) return 'forbidden';
	if (rule.for === 'everybody') return 'allowed';
	if (!who) return 'sign-in';
	if (rule.for !== 'accounts' && !rule.for.some((group) => who.groups.includes(group)))
		return 'forbidden';
	return who.aal < rule.aal ? 'step-up' : 'allowed';
}
