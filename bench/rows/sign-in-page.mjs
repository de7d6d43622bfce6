/** The sign-in page, rendered for each request, beside the same bytes sent from memory. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { drive, repeat } from '../load/drive.mjs';
import { encodeRequest } from '../load/request.mjs';
import { comparedTwice, measures } from '../measure/comparison.mjs';
import { inTurns } from '../measure/turns.mjs';
import { bareLaunch } from '../subjects/bare.mjs';
import { asService } from '../subjects/latchkey.mjs';
import { startServer } from '../subjects/process.mjs';

const RENDERED = 'Latchkey, rendered';
const SENT = 'node:http, the same page from memory';

export const signInPage = {
	id: 'sign-in-page',
	title: 'Sign-in page',

	async run({ stage, pace }) {
		const { latchkey } = await stage.open(['latchkey']);
		const response = await fetch(`http://127.0.0.1:${latchkey.port}/sign-in`);
		const folder = stage.newFolder();
		const page = join(folder, 'page.html');
		writeFileSync(page, await response.text());
		const server = await startServer(await bareLaunch({ folder, page }));
		const bare = asService(server, '');
		const load = (service, path) => () =>
			drive(service, { ms: pace.ms, act: repeat([encodeRequest(service, { path })]) });
		try {
			const results = await inTurns(
				[
					{ name: RENDERED, measure: load(latchkey, '/sign-in') },
					{ name: SENT, measure: load(bare, '/page') }
				],
				pace.turns
			);
			return {
				findings: [...comparedTwice(results, { above: RENDERED, below: SENT })],
				measures: measures(results)
			};
		} finally {
			await server.stop();
		}
	}
};
