export type { RecoveryStore } from './ports.ts';
export { createRecoveries } from './recoveries.ts';
export type { Recoveries, Returner } from './recoveries.ts';
export { recoveryRefusals } from './recovery.ts';
export type { Recovery } from './recovery.ts';
export { createSweep } from './sweep.ts';
export { createTextNotices } from './text-notices.ts';
