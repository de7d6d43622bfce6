export { Arrival, ArrivalGiven, judgeArrival } from './arrival.ts';
export { codePhones } from './code-phones.ts';
export { createPhones } from './phones.ts';
export { qrCode } from './picture.ts';
export { questionOf } from './question.ts';
export type { PhonesDeps } from './deps.ts';
export { afterApproval, METHOD as PHONES, phoneOf } from './state.ts';
export type { PhoneState } from './state.ts';
