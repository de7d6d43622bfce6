export { Arrival, ArrivalGiven, judgeArrival } from './arrival.ts';
export { createPhones } from './phones.ts';
export type { PhonesDeps } from './deps.ts';
export { METHOD as PHONES, phoneOf } from './state.ts';
