import { endedTokenStream } from '#lib/server/http/ended-token-stream.ts';
import type { RequestEvent } from './$types';

export const GET = endedTokenStream<RequestEvent>();
