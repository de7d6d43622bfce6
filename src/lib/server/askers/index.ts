export { askerOfClient, createAskers } from './askers.ts';
export type { Askers } from './askers.ts';
export type { Asker, AskerStore } from './ports.ts';
