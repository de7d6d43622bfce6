export { createAdministration } from './administration.ts';
export type { Administration } from './administration.ts';
