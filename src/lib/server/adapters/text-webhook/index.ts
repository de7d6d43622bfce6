export { createTextWebhook } from './text-webhook.ts';
