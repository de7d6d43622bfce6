/**
 * The life of the process: settings, stores, Kit, the listeners, and a clean end.
 */
import { relative } from 'node:path';

import { openApp, type App } from '#lib/server/app.ts';
import { loadConfig, type Config } from '#lib/server/config/index.ts';
import { drawnAhead, secureRandom } from '#lib/server/core/random.ts';
import { explainFailure } from '#lib/server/failures/index.ts';
import { endStreams } from '#lib/server/http/progress-stream.ts';
import { securityHeaders } from '#lib/server/http/headers.ts';
import type { Log } from '#lib/server/telemetry/index.ts';

import { apiRoutes } from './api-routes.ts';
import { createClientAddress, createTrust, forwardedFor } from './client-address.ts';
import { createEnding, onSignal, type Ending } from './ending.ts';
import { forwardAuthRoutes } from './forward-auth-routes.ts';
import { createCrossOrigin } from './cross-origin.ts';
import {
	createFrontServer,
	describeOriginToKit,
	type FrontRoute,
	type FrontServer,
	type Kit
} from './front-server.ts';
import { healthRoutes } from './health.ts';
import { listenForMetrics } from './metrics-server.ts';
import { withOpenId } from './openid.ts';
import { createRecordOfRequests } from './request-record.ts';
import { sessionRoutes } from './session-routes.ts';

type LoadKit = () => Promise<{ handler: Kit }>;

function write(text: string): void {
	process.stdout.write(`${text}\n`);
}

/** Who calls, and whether by a proxy that is trusted. */
function createCallers({ trustedProxies }: Config) {
	const trusts = createTrust(trustedProxies);
	return { trusts, clientAddress: createClientAddress(trusts) };
}

/** What the operator's self-check is told of a request. */
function sightOf(app: App): Parameters<typeof healthRoutes>[0]['answerSelf'] {
	const { trusts, clientAddress } = createCallers(app.config);
	return (question, request) => {
		const peer = request.socket.remoteAddress ?? '';
		return app.selfCheck.answer(question, {
			at: app.clock.now(),
			peer,
			isTrustedPeer: trusts(peer),
			forwarded: forwardedFor(request).filter((each) => each !== ''),
			client: clientAddress(request)
		});
	};
}

/** Everything that is answered before Kit. */
function frontRoutes(app: App, ending: Ending): readonly FrontRoute[] {
	const ready = async () => {
		ending.refuseWhenEnding();
		await app.ready();
	};
	return [
		...healthRoutes({ ready, answerSelf: sightOf(app) }),
		...sessionRoutes(app),
		...forwardAuthRoutes({ ...app, trusts: createCallers(app.config).trusts }),
		...apiRoutes(app)
	];
}

async function announce(app: App, config: Config): Promise<void> {
	const folder = relative(process.cwd(), config.dataDir) || '.';
	const link = await app.firstAdministratorLink();
	write(`${config.productName} is ready at ${config.origin}`);
	write(`  stores: ${app.stores.sql} and ${app.stores.volatile}, data folder ${folder}`);
	if (link) write(`  make the first administrator, once: ${link}`);
}

/** What Node would print in its own words, messages of libraries among them. */
function logWhatNobodyCaught(log: Log): void {
	process.on('uncaughtException', (error) => {
		log.error('process.crashed', { error });
		process.exit(1);
	});
	process.removeAllListeners('warning').on('warning', (error) => {
		log.warn('process.warning', { error });
	});
}

function createFront(app: App, deps: { kit: Kit; ending: Ending }): FrontServer {
	const { config, log, metrics } = app;
	const { trusts, clientAddress } = createCallers(config);
	return createFrontServer({
		origin: config.origin,
		clientAddress,
		beginRecord: createRecordOfRequests({
			log,
			random: drawnAhead(secureRandom),
			onServed: (served) => metrics?.served(served),
			isFromProxy: ({ socket }) => trusts(socket.remoteAddress ?? '')
		}),
		headers: securityHeaders(config),
		routes: frontRoutes(app, deps.ending),
		crossOrigin: createCrossOrigin(app),
		kit: withOpenId(app, deps.kit),
		onError: (error, { requestId, route }) => log.error('error', { requestId, route, error })
	});
}

async function start(config: Config, loadKit: LoadKit, ending: Ending): Promise<void> {
	const app = await openApp(config);
	const { log, metrics } = app;
	logWhatNobodyCaught(log);
	describeOriginToKit(process.env);
	const { handler: kit } = await loadKit();
	const front = createFront(app, { kit, ending });
	const { metricsPort: port, metricsHost: host } = config;
	if (metrics && port !== undefined) await listenForMetrics(metrics, { port, host });
	await front.listen(config.port, config.host);
	app.watch();
	await announce(app, config);
	const leave = () => {
		front.leave();
		endStreams();
		app.endedTokens.leave();
	};
	const lingerMs = config.drainSeconds * 1000;
	ending.began({ front: { leave, drain: front.drain }, app, lingerMs });
}

/** Serves until a signal asks for the end; then the exit code is 0. */
export async function runServer(loadKit: LoadKit): Promise<void> {
	let config: Config | undefined;
	const ending = createEnding();
	onSignal(ending);
	try {
		config = loadConfig();
		await start(config, loadKit, ending);
	} catch (error) {
		const what = 'Latchkey could not start';
		process.stderr.write(`${explainFailure(error, { config, what })}\n`);
		process.exit(1);
	}
}
