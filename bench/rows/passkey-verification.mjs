/** What it costs to judge an assertion, beside the library's own call and the bare signature. In this process, alone. */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { root } from '../../scripts/project.mjs';
import { createVirtualAuthenticator } from '../../src/lib/server/webauthn/virtual-authenticator.fixture.ts';
import { compared, measures } from '../measure/comparison.mjs';
import { inTurns } from '../measure/turns.mjs';
import { enrolPasskey, methodsFor } from '../seed/latchkey.mjs';

const ORIGIN = 'http://localhost:3000';
const LATCHKEY = 'Latchkey';
const LIBRARY = '@simplewebauthn/server alone';
const CRYPTO = 'node:crypto alone';

/** The product's version of the library, not better-auth's. */
async function loadLibrary() {
	const path = createRequire(join(root, 'package.json')).resolve('@simplewebauthn/server');
	return import(pathToFileURL(path).href);
}

async function assertion() {
	const authenticator = createVirtualAuthenticator({ origin: ORIGIN });
	const account = { id: 'acc_bench', username: 'bench', userHandle: 'YmVuY2g' };
	const enrolled = await enrolPasskey({ account, authenticator, origin: ORIGIN });
	const factor = { ...enrolled, id: 'fct_bench', account: account.id, version: 0 };
	const passkeys = methodsFor(ORIGIN).find(({ id }) => id === 'passkeys');
	const begun = await passkeys.discovery.begin([]);
	const answer = authenticator.get(begun.prompt.options);
	return { passkeys, factor, begun, answer };
}

function signatureOf({ response }) {
	const bytes = (text) => Buffer.from(text, 'base64url');
	const client = createHash('sha256').update(bytes(response.clientDataJSON)).digest();
	const signed = Buffer.concat([bytes(response.authenticatorData), client]);
	return { signed, signature: bytes(response.signature) };
}

/** The public key of a COSE key for ES256, whose coordinates are its last two members. */
function publicKeyOf(cose) {
	const bytes = Buffer.from(cose, 'base64url');
	const x = bytes.subarray(-67, -35).toString('base64url');
	const y = bytes.subarray(-32).toString('base64url');
	return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
}

async function timed(count, work) {
	const before = process.cpuUsage();
	const since = performance.now();
	for (let done = 0; done < count; done += 1) {
		if (!(await work())) throw new Error('A good assertion did not verify.');
	}
	const elapsedMs = performance.now() - since;
	const { user, system } = process.cpuUsage(before);
	return { perSecond: (count * 1000) / elapsedMs, cpuMsEach: (user + system) / 1000 / count };
}

export const passkeyVerification = {
	id: 'passkey-verification',
	title: 'Verifying an assertion',

	async run({ pace }) {
		const { verifyAuthenticationResponse } = await loadLibrary();
		const { passkeys, factor, begun, answer } = await assertion();
		const { state } = factor;
		const credential = {
			id: answer.id,
			publicKey: new Uint8Array(Buffer.from(state.publicKey, 'base64url')),
			counter: 0
		};
		const byLibrary = async () => {
			const { verified } = await verifyAuthenticationResponse({
				response: answer,
				expectedChallenge: begun.state.challenge,
				expectedOrigin: ORIGIN,
				expectedRPID: 'localhost',
				credential,
				requireUserVerification: true
			});
			return verified;
		};
		const byLatchkey = async () =>
			(await passkeys.verification.finish([factor], begun.state, answer)).passed;
		const { signed, signature } = signatureOf(answer);
		const key = publicKeyOf(state.publicKey);
		const byCrypto = async () => verify('sha256', signed, key, signature);

		const count = Math.round(2000 * pace.part);
		const works = { [LATCHKEY]: byLatchkey, [LIBRARY]: byLibrary, [CRYPTO]: byCrypto };
		const subjects = Object.entries(works).map(([name, work]) => ({
			name,
			measure: () => timed(count, work)
		}));
		const results = await inTurns(subjects, pace.turns);
		return {
			findings: [
				compared(results, {
					above: LATCHKEY,
					below: LIBRARY,
					of: 'cpuMsEach',
					what: `Cost of ${LATCHKEY} to ${LIBRARY}`,
					target: { most: 2 }
				}),
				compared(results, {
					above: LATCHKEY,
					below: CRYPTO,
					of: 'cpuMsEach',
					what: `Cost of ${LATCHKEY} to ${CRYPTO}`
				})
			],
			measures: measures(results, { perSecond: 'a second', cpuMsEach: 'CPU ms each' })
		};
	}
};
