/** Reading changes nothing, and what people have written is shown as text. ASVS 5.0 3.5.3, 3.2.2. */
import { describe, expect, test } from 'vitest';

import { withoutTrace } from './support/attack.ts';
import { done, signUp } from './support/browser.ts';
import { filled, routes } from './support/routes.ts';
import { BOTH, openWorld } from './support/world.ts';

const readable = routes.filter(({ method }) => method === 'GET');
/** They show the secret of an enrolment, and so begin one: records that wait, and change no account. */
const BEGINS = ['/security/authenticator-apps', '/security/phones'];

describe.each(BOTH)('on %s', async (stores) => {
	const world = await openWorld({ stores });

	test('every page and call that can be read is read, and nothing has changed', async () => {
		await withoutTrace(world, async () => {
			for (const route of readable.filter(({ path }) => !BEGINS.includes(path)))
				for (const suffix of ['', '?/default', '?withdraw=x&method=DELETE', '/__data.json']) {
					const path = `${filled(route)}${suffix}`;
					const { status } = await world.victim.get(path);
					expect(status, path).toBeLessThan(500);
				}
		});
	});

	test('every one is asked for its head alone, and nothing has changed', async () => {
		await withoutTrace(world, async () => {
			for (const route of readable.filter(({ path }) => !BEGINS.includes(path))) {
				const path = filled(route);
				const { status, body } = await world.victim.send({ method: 'HEAD', path });
				expect(status, path).toBeLessThan(500);
				expect(body, path).toBe('');
			}
		});
	});
});

const MARK = 'zq7';
const scripts: Readonly<Record<string, string>> = {
	'a script': `<script>${MARK}()</script>`,
	'an image that fails': `"><img src=x onerror=${MARK}()>`,
	'an attribute': `" autofocus onfocus="${MARK}()`,
	'an attribute in single quotation marks': `' onmouseover='${MARK}()`,
	'the end of a script': `</script><svg onload=${MARK}()>`,
	'the end of the title': `</title><script>${MARK}()</script>`,
	'the end of a field': `</textarea><iframe srcdoc="${MARK}">`,
	'a comment': `--><script>${MARK}()</script><!--`,
	'a template': `{{${MARK}}}\${${MARK}}{@html ${MARK}}`,
	'a link': `javascript:${MARK}()`,
	'a separator of lines': `\u2028${MARK}();\u2029`,
	'an entity': `&lt;img src=x onerror=${MARK}()&gt;`
};

describe('shown as text on every screen is', async () => {
	const world = await openWorld();

	/** A mark that stands where the parser would take it for markup; our own attributes stand in quotation marks. */
	function isLive(body: string): boolean {
		const bare = body.replaceAll(/="[^"]*"/g, '=""');
		const inTag = new RegExp(`<(script|img|svg|iframe)\\b[^>]*>?[^<]{0,20}${MARK}`, 'i');
		const handler = /<[a-z][^>]*\son\w+=/i;
		return inTag.test(bare) || handler.test(bare) || /(href|src|action)="javascript:/i.test(body);
	}

	test.each(Object.entries(scripts))('%s', async (_, text) => {
		const own = world.browser();
		own.cookies.set('latchkey-locale', encodeURIComponent(text));
		const agent = text.replaceAll(/[^\x20-\x7e]/g, ' ');
		const speak = (method: string, path: string, body: object) =>
			own.send({
				method,
				path: `/api/v1${path}`,
				headers: { origin: world.origin, 'content-type': 'application/json', 'user-agent': agent },
				body: JSON.stringify(body)
			});
		const person = await signUp(world.browser());
		const { username: identifier, password } = person;
		await done(speak('POST', '/sign-in/password', { identifier, password }));
		await done(own.form('/profile?/name', { displayName: text }));
		await speak('POST', '/enrolments', { method: 'totp', label: text });
		const screens = readable.filter(({ group }) => group !== 'api');
		let isShown = false;
		for (const who of [own, world.victim])
			for (const screen of screens) {
				const path = `${filled(screen)}?next=${encodeURIComponent(text)}&invitation=${encodeURIComponent(text)}&done=${encodeURIComponent(text)}`;
				const { body, status } = await who.get(path);
				expect(status, path).toBeLessThan(500);
				expect(isLive(body), path).toBe(false);
				isShown ||= body.includes(MARK);
			}
		expect(isShown).toBe(true);
	});
});
