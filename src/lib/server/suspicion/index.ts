export { createSuspicion } from './suspicion.ts';
export type { Suspicion } from './suspicion.ts';
