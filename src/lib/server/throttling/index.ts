export { counted, waitOf } from './budget.ts';
export type { Budget } from './budget.ts';
export type { BudgetStore } from './ports.ts';
export { createThrottle, isGuessable, verifying } from './throttle.ts';
export type { Guess, Pool, Reservation, Throttle } from './throttle.ts';
