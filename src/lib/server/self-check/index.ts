export { createSelfCheck } from './self-check.ts';
export type { Seen, SelfCheck } from './self-check.ts';
