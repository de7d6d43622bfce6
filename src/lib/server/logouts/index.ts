export { createServingSessions } from './serving.ts';
export type { Serve } from './serving.ts';
export type { Ended, ServedStore } from './ports.ts';
