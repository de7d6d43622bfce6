export type { Factor } from './factor.ts';
export type {
	Begun,
	Enrolled,
	EnrolmentSubject,
	FactorMethod,
	Failure,
	Prompt,
	Verified
} from './method.ts';
export type { FactorStore } from './ports.ts';
