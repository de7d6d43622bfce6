export { Client, Clients, grantsOf, isClientId } from './client.ts';
export { createClientRegister } from './client-register.ts';
export type { ClientRegister, NewClient } from './client-register.ts';
export { createClientDirectory } from './clients.ts';
export type { GrantKind } from './client.ts';
export type { ClientDirectory } from './clients.ts';
export type { ClientStore, RegisteredClient } from './ports.ts';
