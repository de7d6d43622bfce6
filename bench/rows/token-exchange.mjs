/** An application's code for its tokens, of which one is signed: from the call to the answer. */
import { drive } from '../load/drive.mjs';
import { exchangeRequest, newCodes, tokensOf } from '../load/openid.mjs';
import { withConnection } from '../load/request.mjs';
import { comparedTwice, measures } from '../measure/comparison.mjs';
import { inTurns } from '../measure/turns.mjs';

const CODES_A_TURN = 100;
const CONNECTIONS = 8;

const exchanged = {
	latchkey: 'Latchkey on Redis',
	latchkeyEmbedded: 'Latchkey, embedded',
	bareProvider: 'oidc-provider alone, on Redis',
	betterAuth: 'better-auth on Redis'
};

/** A code is good once, and made before it is measured. */
async function measureExchanges(service) {
	const codes = await withConnection(service, (connection) =>
		newCodes(connection, service, CODES_A_TURN)
	);
	const requests = codes.map((code) => exchangeRequest(service, code));
	return drive(service, {
		connections: CONNECTIONS,
		count: requests.length,
		act: (connection, index) => tokensOf(connection, requests[index])
	});
}

export const tokenExchange = {
	id: 'token-exchange',
	title: 'Exchange of a code for tokens',

	async run({ stage, pace }) {
		const services = await stage.open(Object.keys(exchanged), { isProvider: true });
		const results = await inTurns(
			Object.entries(services).map(([key, service]) => ({
				name: exchanged[key],
				measure: () => measureExchanges(service)
			})),
			pace.turns
		);
		const above = exchanged.latchkey;
		return {
			findings: [
				...comparedTwice(results, { above, below: exchanged.bareProvider }),
				...comparedTwice(results, { above, below: exchanged.betterAuth })
			],
			measures: measures(results)
		};
	}
};
