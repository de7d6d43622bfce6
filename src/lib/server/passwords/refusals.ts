import { defineRefusals } from '#lib/server/core/refusal.ts';

export const refuse = defineRefusals('passwords', { busy: 'unavailable', notAllowed: 'invalid' });
