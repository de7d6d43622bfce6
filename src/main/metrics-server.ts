/** The listener for Prometheus: apart from people's, so that nobody reaches it who is not let in. */
import { createServer, type Server } from 'node:http';

interface Source {
	readonly contentType: string;
	text(): Promise<string>;
}

interface Listen {
	readonly port: number;
	readonly host: string;
}

/** Rejects with the system's error, such as `EADDRINUSE`. */
export async function listenForMetrics(source: Source, { port, host }: Listen): Promise<Server> {
	const server = createServer(
		{ requestTimeout: 5000, maxHeaderSize: 8 * 1024 },
		(request, response) => {
			request.resume();
			const isAsked = request.method === 'GET' && request.url === '/metrics';
			if (!isAsked) return void response.writeHead(404).end();
			source.text().then(
				(text) => response.writeHead(200, { 'content-type': source.contentType }).end(text),
				() => response.writeHead(500).end()
			);
		}
	);
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, host, resolve);
	});
	return server;
}
