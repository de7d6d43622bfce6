export { createDeletion } from './deletion.ts';
export type { Deletion } from './deletion.ts';
