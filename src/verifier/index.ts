export type { Replays } from './dpop.ts';
export type { EndedOptions } from './standing.ts';
export { TokenError, type TokenErrorCode } from './token-error.ts';
export {
	createVerifier,
	type AccessTokenClaims,
	type IncomingCall,
	type Needs,
	type Verifier,
	type VerifierOptions
} from './verifier.ts';
