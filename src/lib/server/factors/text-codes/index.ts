export { createTextCodes } from './text-codes.ts';
