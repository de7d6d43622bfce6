export { challengeRefusals } from './challenge.ts';
export type { Answered, Challenge, ChallengeRef, Verdict } from './challenge.ts';
export { createChallenges } from './challenges.ts';
export type { Answer, Challenges } from './challenges.ts';
export { createKeep } from './keep.ts';
export type { Keep } from './keep.ts';
