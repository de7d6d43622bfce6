import { expect, test } from 'vitest';

import { createMethods } from '#lib/server/factors/index.ts';
import { systemClock } from '#lib/server/core/clock.ts';
import { secureRandom } from '#lib/server/core/random.ts';
import { allMessages } from './catalogue.ts';
import { createTranslator, locales } from './index.ts';

const methods = createMethods({
	clock: systemClock,
	random: secureRandom,
	hasher: { hash: async () => '', verify: async () => ({ matches: false, isStale: false }) },
	rp: { id: 'localhost', name: 'Latchkey', origins: ['http://localhost'] },
	origin: 'http://localhost',
	browserOf: () => ({}),
	isOn: () => true,
	textCountries: []
});

test.each(methods.flatMap(({ id }) => locales.map((locale) => [id, locale] as const)))(
	'%s has a title, a short help, a name and a hint where it is asked for, in %s',
	(id, locale) => {
		const t = createTranslator({ locale, messages: allMessages(locale) });
		const missing = ['title', 'lead', 'name', 'hint'].filter(
			(part) => !t.has(`verify.${id}_${part}`)
		);
		expect(missing).toEqual([]);
	}
);
