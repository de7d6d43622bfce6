export {
	CODE_DIGITS,
	CODE_LIFETIME_MS,
	CODE_TRIES,
	createCodeHash,
	newCode,
	parseCode
} from './code.ts';
export type { CodeHash } from './code.ts';
export { maskedAddress } from './masks.ts';
export { createMailCarry } from './mail.ts';
export { sentCodeRefusals } from './refusals.ts';
export { createRequireRoom, PAUSE_MS } from './room.ts';
export type { RequireRoom } from './room.ts';
export { codeFailure, createSentCodes, Judged } from './sent-codes.ts';
export type { Carry, Sending, SentCodes } from './sent-codes.ts';
