export { errorFacts } from './error-facts.ts';
export { createLog, LOG_LEVELS } from './log.ts';
export type { Log, LogFields, LogLevel } from './log.ts';
export { securityFields, signInOf } from './meters.ts';
export type { Meters, Served } from './meters.ts';
export { timed, timedPorts } from './timed.ts';
