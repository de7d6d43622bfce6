export { endOffline } from './ends-with-sessions.ts';
export { IDLE_MS, type OfflineStore } from './ports.ts';
