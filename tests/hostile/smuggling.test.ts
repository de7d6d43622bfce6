/**
 * Requests that two parsers would cut apart in different places. Behind each stands a second request,
 * which would sign the victim out. RFC 9112 §6.3, §11.2.
 */
import { describe } from 'vitest';

import { attacksOn } from './support/attack.ts';
import { cookieHeader } from './support/browser.ts';
import { sendRaw } from './support/http.ts';
import { openWorld } from './support/world.ts';

const world = await openWorld();
const { origin, server, victim } = world;
const attack = attacksOn(world);

const END = '\r\n';
const BODY = '{"method":"totp"}';
const CHUNKED = `${BODY.length.toString(16)}\r\n${BODY}\r\n0\r\n\r\n`;
const known = [
	`Host: localhost:${server.port}`,
	`Origin: ${origin}`,
	`Cookie: ${cookieHeader(victim.cookies)}`
];
const hidden = ['DELETE /api/v1/session HTTP/1.1', ...known, '', ''].join(END);

/** An honest call that would begin an enrolment, with other headers about its body, and then the hidden one. */
const call = (headers: readonly string[], body: string): string =>
	[
		'POST /api/v1/enrolments HTTP/1.1',
		...known,
		'Content-Type: application/json',
		...headers,
		'',
		body
	].join(END) + hidden;

/** The honest call, word for word another. */
const altered = (from: string | RegExp, to: string): string =>
	call([`Content-Length: ${BODY.length}`], BODY).replace(from, to);

const refusedAs400 = (all: Readonly<Record<string, string>>): void => {
	for (const [name, bytes] of Object.entries(all))
		attack(name, { sends: () => sendRaw(server.port, bytes), refusal: [400] });
};

const length = `Content-Length: ${BODY.length}`;
const chunked = 'Transfer-Encoding: chunked';

describe('a request is refused whose length', () => {
	refusedAs400({
		'is given and chunked': call([length, chunked], CHUNKED),
		'is chunked and given': call([chunked, length], CHUNKED),
		'is chunked and nothing': call([chunked, 'Content-Length: 0'], CHUNKED),
		'is given twice': call([length, 'Content-Length: 0'], BODY),
		'is given twice alike': call([length, length], BODY),
		'is a list': call([`${length}, ${BODY.length}`], BODY),
		'is negative': call(['Content-Length: -1'], BODY),
		'has a sign': call([`Content-Length: +${BODY.length}`], BODY),
		'is hexadecimal': call([`Content-Length: 0x${BODY.length.toString(16)}`], BODY),
		'has a space within': call(['Content-Length: 1 7'], BODY),
		'is beyond all numbers': call([`Content-Length: 1${'0'.repeat(30)}`], BODY),
		'is empty': call(['Content-Length:'], BODY),
		'has a space before its colon': call([`Content-Length : ${BODY.length}`], BODY)
	});
});

describe('a request is refused whose coding', () => {
	refusedAs400({
		'is chunked and then something else': call(['Transfer-Encoding: chunked, identity'], CHUNKED),
		'is none that there is': call(['Transfer-Encoding: xchunked'], CHUNKED),
		'is chunked twice': call([chunked, 'Transfer-Encoding: identity'], CHUNKED),
		'has a space before its colon': call(['Transfer-Encoding : chunked'], CHUNKED),
		'has a vertical tab': call(['Transfer-Encoding:\x0bchunked'], CHUNKED),
		'is folded into a second line': call(['Transfer-Encoding:', ' chunked'], CHUNKED),
		'hides behind a bare line feed': call([`X: y\nTransfer-Encoding: chunked`, length], CHUNKED)
	});
});

describe('a request is refused whose chunks', () => {
	refusedAs400({
		'have a negative size': call([chunked], `-1\r\n${BODY}\r\n0\r\n\r\n`),
		'have a size with a prefix': call([chunked], CHUNKED.replace(/^/, '0x')),
		'have a size beyond all numbers': call([chunked], `${'f'.repeat(17)}\r\n${BODY}\r\n0\r\n\r\n`),
		'have a size that is no number': call([chunked], `zz\r\n${BODY}\r\n0\r\n\r\n`),
		'are longer than their size': call([chunked], `1\r\n${BODY}\r\n0\r\n\r\n`),
		'end in a bare line feed': call([chunked], CHUNKED.replace(/^(\w+)\r\n/, '$1\n')),
		'have an extension with a line feed': call(
			[chunked],
			CHUNKED.replace(/^(\w+)\r\n/, '$1;a\nb\r\n')
		)
	});
});

describe('a request is refused whose head', () => {
	refusedAs400({
		'has bare line feeds': altered(/\r\n/g, '\n'),
		'has bare carriage returns': altered(/\r\n/g, '\r'),
		'has a folded line': altered('Origin:', 'X-A: b\r\n c\r\nOrigin:'),
		'has a line without a colon': altered('Origin:', 'nothing\r\nOrigin:'),
		'has a name with a space': altered('Origin:', 'X A: b\r\nOrigin:'),
		'has an empty name': altered('Origin:', ': b\r\nOrigin:'),
		'has a NUL in a value': altered('Origin:', 'X-A: b\0c\r\nOrigin:'),
		'has a NUL in a name': altered('Origin:', 'X\0A: b\r\nOrigin:'),
		'is of a version that there is not': altered('HTTP/1.1', 'HTTP/9.9'),
		'is of no version': altered(' HTTP/1.1', ''),
		'has a method in lower case': altered('POST', 'post'),
		'begins with a space': altered('POST', ' POST'),
		'has a space in its target': altered('/enrolments', '/enrol ments'),
		'has a tab in its target': altered('/enrolments', '/enrol\tments'),
		'is that of HTTP/2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'
	});
});
