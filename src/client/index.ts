export { createCalls, type Call, type Calls } from './calls.ts';
export {
	createClient,
	type Client,
	type ClientOptions,
	type SessionState,
	type SessionStore
} from './client.ts';
export { ProblemError, problemOf, UNREACHABLE, type Problem } from './problem.ts';
export type { Prover } from './token-keeper.ts';
export type {
	Answer,
	Applicant,
	ChallengeView,
	PasskeySignIn,
	PasskeySignUp,
	Prompt,
	RememberedBrowserView,
	RightAnswer,
	SessionView,
	SignedIn,
	SignInAnswer,
	Verdict,
	WrongAnswer
} from './wire.ts';
