import { defineRefusals } from '../core/refusal.ts';

export const refuse = defineRefusals('passwords', { busy: 'unavailable', notAllowed: 'invalid' });
