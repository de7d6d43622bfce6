export { createDisowning } from './disowning.ts';
export type { Disowning } from './disowning.ts';
export { DISOWNABLE_FOR_MS } from './disowned.ts';
