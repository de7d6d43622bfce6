export { createSealer } from './sealer.ts';
export type { MasterKey, Sealer } from './sealer.ts';
export { SealingError } from './sealing-error.ts';
