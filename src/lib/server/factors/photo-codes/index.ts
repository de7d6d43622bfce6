export { createPhotoCodes } from './photo-codes.ts';
