export { createMailLog } from './mail-log.ts';
