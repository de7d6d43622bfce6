export { applicationRefusals, normalName } from './application.ts';
export type { Application, Webhook } from './application.ts';
export { createApplications } from './applications.ts';
export type { Applications } from './applications.ts';
export type { ApplicationStore } from './ports.ts';
