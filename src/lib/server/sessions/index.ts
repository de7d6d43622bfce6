export { createSessions } from './sessions.ts';
export type { IssuedSession, Sessions } from './sessions.ts';
export { countedProofs, LIFETIMES, sessionRefusals, sidOf } from './session.ts';
export type { Lifetime, Session } from './session.ts';
export { MOST_PER_ACCOUNT } from './ports.ts';
export type { SessionStore, StoredSession } from './ports.ts';
export type { Ending, EndingStore } from './endings.ts';
