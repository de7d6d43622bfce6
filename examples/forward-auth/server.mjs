/**
 * A site behind nginx or Caddy, whose visitors sign in at Latchkey: an example of forward-auth.
 * Needs Node 22 and the proxy; README.md says how it is started.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { listen } from './app.mjs';

const {
	LATCHKEY_URL: url = 'http://localhost:3000',
	HOST: host = 'notes.localhost',
	PORT: port = '8080',
	PROXY: proxy = 'nginx'
} = process.env;

const PROXIES = {
	nginx: {
		file: 'nginx.conf',
		start: (folder) => ['nginx', '-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr']
	},
	caddy: {
		file: 'Caddyfile',
		start: (folder) => [
			'caddy',
			...['run', '--adapter', 'caddyfile', '--config', join(folder, 'Caddyfile')]
		]
	}
};
const chosen = PROXIES[proxy];
if (!chosen) {
	console.error(`PROXY is nginx or caddy, and not ${proxy}.`);
	process.exit(1);
}

const app = await listen();
const folder = mkdtempSync(join(tmpdir(), 'latchkey-forward-auth-'));
// Workers of nginx are somebody else where it is started by root.
chmodSync(folder, 0o711);
// Addresses of this machine go by number: a name could be another address to the proxy.
const latchkey = new URL(url).host.replace(/^localhost/, '127.0.0.1');
const given = { host, port, latchkey, app: `127.0.0.1:${app.address().port}` };
const template = readFileSync(new URL(`./${chosen.file}`, import.meta.url), 'utf8');
writeFileSync(
	join(folder, chosen.file),
	template.replace(/\{?\{(host|port|latchkey|app)\}\}?/g, (_, name) => given[name])
);

const [command, ...args] = chosen.start(folder);
const path = `${process.env.PATH ?? ''}:/usr/sbin:/sbin`;
const child = spawn(command, args, {
	env: { PATH: path, HOME: folder },
	stdio: ['ignore', 'ignore', 'inherit']
});
let isEnding = false;
function end(code = 0) {
	if (isEnding) return;
	isEnding = true;
	child.kill();
	app.close();
	app.closeAllConnections();
	rmSync(folder, { recursive: true, force: true });
	process.exitCode = code;
}
child.once('error', (error) => {
	console.error(`${command} does not start (${error.code}): sudo apt-get install ${command}`);
	end(1);
});
child.once('exit', (code) => end(code ?? 0));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => end());

/** A proxy says nothing when it is ready. */
async function untilOpen() {
	for (let tries = 0; tries < 200 && !isEnding; tries += 1) {
		const socket = connect(Number(port), '127.0.0.1');
		const isOpen = await once(socket, 'connect').then(
			() => true,
			() => false
		);
		socket.destroy();
		if (isOpen) return console.log(`http://${host}:${port} is open, behind ${proxy}`);
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}
await untilOpen();
