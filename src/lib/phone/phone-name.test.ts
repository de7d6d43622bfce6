import { expect, test } from 'vitest';

import { phoneName } from './phone-name.ts';

test.each([
	['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15', 'iPhone'],
	['Mozilla/5.0 (Linux; Android 15; Pixel 9 Pro Build/AP3A) AppleWebKit/537.36', 'Pixel 9 Pro'],
	['Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36', 'Android'],
	['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36', 'Linux'],
	['curl/8', undefined]
])('%s is called %s', (userAgent, name) => {
	expect(phoneName(userAgent)).toBe(name);
});
