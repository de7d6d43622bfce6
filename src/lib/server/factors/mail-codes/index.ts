export { createMailCodes } from './mail-codes.ts';
