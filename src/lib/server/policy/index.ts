export {
	ACTIONS,
	bestFirst,
	hasSecondFactor,
	hasSecondStep,
	hasStrongFactor,
	newPasswordReason,
	isAllowed,
	isByWeaker,
	isEnough,
	mustEnrol,
	reachableAal
} from './policy.ts';
export type { Action } from './policy.ts';
