export { Arrival, ArrivalGiven, judgeArrival } from './arrival.ts';
export { createPhones } from './phones.ts';
export type { PhonesDeps } from './deps.ts';
export { afterApproval, METHOD as PHONES, phoneOf } from './state.ts';
