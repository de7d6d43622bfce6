/**
 * The process entry. It checks the version of Node before anything loads that needs it, so nothing
 * may be imported here but that check.
 */
import './node-version.ts';

// Kit's handler is built beside this file; its adapter reads the environment as it loads.
const handlerModule = './handler.js';

const { runServer } = await import('./server-process.ts');
await runServer(() => import(/* @vite-ignore */ handlerModule));
