export { createClient, type Client } from './client.ts';
export { ProblemError, problemOf, UNREACHABLE, type Problem } from './problem.ts';
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
