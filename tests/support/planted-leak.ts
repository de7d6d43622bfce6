/** Loaded into a server by the test of the search for secrets: prints what a careless logger would. */
import { IncomingMessage } from 'node:http';

const { PLANT = '' } = process.env;
const { emit } = IncomingMessage.prototype;

IncomingMessage.prototype.emit = function (event: string | symbol, ...given: unknown[]) {
	if (event === 'data' && PLANT === 'body') process.stderr.write(`body ${String(given[0])}\n`);
	if (event === 'data' && PLANT === 'cookie')
		process.stdout.write(`cookies ${this.headers.cookie}\n`);
	if (event === 'data' && PLANT === 'words') process.stderr.write('A warning of some library\n');
	return emit.call(this, event, ...given);
};
