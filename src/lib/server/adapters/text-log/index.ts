export { createTextLog } from './text-log.ts';
