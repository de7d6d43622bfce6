export { callingCodeOf, maskedNumber, parseNumber } from './numbers.ts';
export type { TextGateway } from './ports.ts';
export { createTextCarry } from './texts.ts';
