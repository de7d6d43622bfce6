/** Loaded into a server under test: it waits for slow clients a tenth as long as it says. */
import http from 'node:http';
import { syncBuiltinESMExports } from 'node:module';

const { createServer } = http;
const LIMITS = ['headersTimeout', 'requestTimeout', 'connectionsCheckingInterval'];

/**
 * @param {Record<string, number>} options
 * @param {http.RequestListener} listener
 */
function createImpatientServer(options, listener) {
	const shorter = LIMITS.map((name) => [name, Number(options[name]) / 10]);
	return createServer({ ...options, ...Object.fromEntries(shorter) }, listener);
}

Object.assign(http, { createServer: createImpatientServer });
syncBuiltinESMExports();
