export type { Pending, PendingRef } from './pending.ts';
export type { PendingStore } from './ports.ts';
