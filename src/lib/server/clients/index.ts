export { Clients, createClientDirectory } from './clients.ts';
export type { Client, ClientDirectory } from './clients.ts';
