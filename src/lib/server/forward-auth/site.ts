/** Sites: what a proxy protects by asking here, and who may see what of them. Named by the operator. */
import * as v from 'valibot';

import { isGroupName } from '#lib/server/accounts/index.ts';
import { foldedPath, plainPath } from './path.ts';

const MOST = 200;

function isSite(text: string): boolean {
	const url = URL.parse(text);
	if (url?.origin !== text) return false;
	const { protocol, hostname } = url;
	return protocol === 'https:' || hostname === 'localhost' || hostname.endsWith('.localhost');
}

const areDistinct = (names: readonly string[]): boolean => new Set(names).size === names.length;

const Path = v.pipe(
	v.string(),
	v.check(
		(path) => plainPath(path) !== undefined && (path === '/' || !path.endsWith('/')),
		'must be a path such as /admin, without a slash at its end, and nothing that could be read in two ways'
	),
	v.transform((path) => plainPath(path) ?? path)
);

const GROUPS = 'must be "everybody", "accounts" or a list of groups';

const Rule = v.pipe(
	v.strictObject({
		/** What it is about, with all that is below it. Of several rules, the one with the longest path counts. */
		path: Path,
		/** Everybody there is, everybody who is signed in, or who is in one of these groups. */
		for: v.union(
			[
				v.literal('everybody'),
				v.literal('accounts'),
				v.pipe(v.array(v.pipe(v.string(), v.check(isGroupName))), v.minLength(1), v.maxLength(MOST))
			],
			GROUPS
		),
		/** The level that they must have reached. */
		aal: v.optional(v.picklist([1, 2], 'must be 1 or 2'), 1)
	}),
	v.check(
		(rule) => rule.for !== 'everybody' || rule.aal === 1,
		'asks everybody for a level, and who is not signed in has none'
	)
);

const Site = v.strictObject({
	/** As browsers see it. */
	origin: v.pipe(
		v.string(),
		v.check(isSite, 'must be an origin such as https://app.example.org: https, except on localhost')
	),
	rules: v.pipe(
		v.array(Rule),
		v.minLength(1, 'must hold a rule: without one nobody sees anything'),
		v.maxLength(MOST),
		v.check(
			(rules) => areDistinct(rules.map(({ path }) => foldedPath(path))),
			'must name each path once, and not in another case of letters'
		)
	)
});

export const Sites = v.pipe(
	v.array(Site),
	v.maxLength(MOST),
	v.check((sites) => areDistinct(sites.map(({ origin }) => origin)), 'must name each site once')
);

export type Site = v.InferOutput<typeof Site>;
export type Rule = v.InferOutput<typeof Rule>;
