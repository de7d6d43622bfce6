import type { IncomingMessage } from 'node:http';

import type { Locale } from '#lib/messages/index.ts';
import type { App as Services } from '#lib/server/app.ts';
import type { Client } from '#lib/server/clients/index.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { Trace } from '#lib/server/http/trace.ts';
import type { Session } from '#lib/server/sessions/index.ts';

declare global {
	namespace App {
		interface Error {
			status: number;
			message: string;
			code: string;
			requestId: string;
		}
		interface Locals {
			app: Services;
			caller: Caller;
			/** Who calls, where it is a client without cookies. */
			client?: Client;
			locale: Locale;
			session: Session | undefined;
			trace: Trace;
		}
		interface Platform {
			readonly req: IncomingMessage;
		}
	}
}

export {};
