/** What an operator reads when the server does not start or a command fails: what it is about, and no secret. */
import { ConfigError, type Config } from '#lib/server/config/index.ts';
import { errorFacts } from '#lib/server/telemetry/index.ts';

/** Clients repeat the URL that they were given, or parts of it. */
function secretsOf(config: Config | undefined): string[] {
	const urls = [config?.databaseUrl, config?.redisUrl, config?.smtpUrl].filter(
		(url) => url !== undefined
	);
	const parts = urls.flatMap((text) => {
		const { password, searchParams } = new URL(text);
		return [text, password, decodeURIComponent(password), searchParams.get('password') ?? ''];
	});
	return parts.filter((part) => part !== '');
}

function messageOf(error: Error, config: Config | undefined): string {
	return secretsOf(config).reduce((text, secret) => text.replaceAll(secret, '…'), error.message);
}

function portInUse(error: unknown, config: Config | undefined): string | undefined {
	if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) return undefined;
	const isMetrics = 'port' in error && error.port === config?.metricsPort;
	const [port, name] = isMetrics
		? [config?.metricsPort, 'LATCHKEY_METRICS_PORT']
		: [config?.port, 'PORT'];
	return `Port ${port} is already in use: stop the other program or set ${name} to a free one.`;
}

export function explainFailure(
	error: unknown,
	{ config, what }: { config?: Config | undefined; what: string }
): string {
	if (error instanceof ConfigError) return error.message;
	const taken = portInUse(error, config);
	if (taken !== undefined) return taken;
	const { name, code = name, at, causes = [] } = errorFacts(error);
	const message = error instanceof Error ? messageOf(error, config) : '';
	const below = causes.map((cause) => `${cause.name} ${cause.code ?? ''}`.trim());
	const said = [message || code, ...below].join(', because of ');
	const isExpected = error instanceof Error && 'code' in error;
	const calls = isExpected ? [] : at.map((call) => `    at ${call}`);
	return [`${what}: ${said}`, ...calls].join('\n');
}
