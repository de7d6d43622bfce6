export { Clients, grantsOf } from './client.ts';
export { createClientDirectory } from './clients.ts';
export type { Client, GrantKind } from './client.ts';
export type { ClientDirectory } from './clients.ts';
