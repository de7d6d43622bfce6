/**
 * The operator's command line: `npm run latchkey -- <command>`, or `node build/server/cli.js <command>` where
 * there is only a build. It checks the version of Node before anything loads that needs it, as `src/main` does.
 */
import '../main/node-version.ts';

const { runCli } = await import('./run-cli.ts');
process.exitCode = await runCli(process.argv.slice(2));
