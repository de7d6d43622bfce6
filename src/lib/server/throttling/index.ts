export { counted, waitOf } from './budget.ts';
export type { Budget } from './budget.ts';
export type { BudgetStore } from './ports.ts';
export { createRefusalRecord } from './refusal-record.ts';
export type { RecordRefusal } from './refusal-record.ts';
export { createTrespassRecord } from './trespass-record.ts';
export type { RecordTrespass } from './trespass-record.ts';
export { createThrottle, isGuessable, verifying } from './throttle.ts';
export type { Guess, Pool, Reservation, Throttle } from './throttle.ts';
