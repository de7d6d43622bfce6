import { sentCodePages } from '#lib/server/http/sent-code-pages.ts';

export const { load, actions } = sentCodePages('mail-codes');
