export { createLogouts } from './logouts.ts';
export { createServingSessions } from './serving.ts';
export type { Serve } from './serving.ts';
export type { Ended, SendLogout, ServedStore } from './ports.ts';
