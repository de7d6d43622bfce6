/**
 * The life of the process: settings, stores, Kit, the listener, and a clean end.
 */
import { relative } from 'node:path';
import { inspect } from 'node:util';

import { openApp, type App } from '#lib/server/app.ts';
import { ConfigError, loadConfig, type Config } from '#lib/server/config/index.ts';

import { securityHeaders } from '#lib/server/http/headers.ts';

import { createClientAddress } from './client-address.ts';
import { createFrontServer, describeOriginToKit, type FrontRoute } from './front-server.ts';
import { healthRoutes } from './health.ts';
import { sessionCheckRoute } from './session-check.ts';

type LoadKit = () => Promise<{ handler: FrontRoute['answer'] }>;

function write(text: string): void {
	process.stdout.write(`${text}\n`);
}

/** Everything that is answered before Kit. */
function frontRoutes(app: App): readonly FrontRoute[] {
	return [...healthRoutes({ ready: () => app.ready() }), sessionCheckRoute(app)];
}

async function announce(app: App, config: Config): Promise<void> {
	const folder = relative(process.cwd(), config.dataDir) || '.';
	const link = await app.firstAdministratorLink();
	write(`${config.productName} is ready at ${config.origin}`);
	write(`  stores: ${app.stores.sql} and ${app.stores.volatile}, data folder ${folder}`);
	if (link) write(`  make the first administrator, once: ${link}`);
}

function explain(error: unknown, config?: Config): string {
	if (error instanceof ConfigError) return error.message;
	const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
	if (code === 'EADDRINUSE' && config) {
		return `Port ${config.port} is already in use: stop the other program or set PORT to a free one.`;
	}
	if (code === undefined) return inspect(error);
	return `Latchkey could not start: ${(error as Error).message || code}`;
}

function failToStart(error: unknown, config?: Config): never {
	process.stderr.write(`${explain(error, config)}\n`);
	process.exit(1);
}

function failToEnd(error: unknown): never {
	process.stderr.write(`Latchkey did not end cleanly: ${inspect(error)}\n`);
	process.exit(1);
}

async function start(config: Config, loadKit: LoadKit): Promise<() => Promise<void>> {
	const app = await openApp(config);
	describeOriginToKit(process.env);
	const { handler } = await loadKit();
	const server = createFrontServer({
		origin: config.origin,
		clientAddress: createClientAddress(config.trustedProxies),
		headers: securityHeaders(config),
		routes: frontRoutes(app),
		kit: handler,
		onError: (error) => process.stderr.write(`${inspect(error)}\n`)
	});
	await server.listen(config.port, config.host);
	await announce(app, config);
	return async () => {
		await server.drain();
		await app.close();
	};
}

/** The launcher's channel closes when the launcher dies, however it dies. */
function onEnd(end: () => void): void {
	process.on('SIGTERM', end);
	process.on('SIGINT', end);
	if (process.channel) process.on('disconnect', end);
}

function readConfig(): Config {
	try {
		return loadConfig();
	} catch (error) {
		failToStart(error);
	}
}

/** Serves until a signal asks for the end; then the exit code is 0. */
export async function runServer(loadKit: LoadKit): Promise<void> {
	const config = readConfig();
	let isEnding = false;
	let close = async () => {};
	onEnd(() => {
		// A terminal and the launcher may both pass on one Ctrl-C.
		if (isEnding) return;
		isEnding = true;
		close().then(() => process.exit(0), failToEnd);
	});
	try {
		close = await start(config, loadKit);
	} catch (error) {
		failToStart(error, config);
	}
}
