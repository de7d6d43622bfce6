/** Why a request is refused, in the words of RFC 6750 §3.1, RFC 9449 §7.1 and RFC 9470 §3. */
export type TokenErrorCode =
	| 'token_missing'
	| 'invalid_token'
	| 'invalid_dpop_proof'
	| 'insufficient_user_authentication'
	/** Latchkey does not answer: whether the token is good cannot be said. */
	| 'unavailable';

/** A request that is refused: answer with `status` and, where there is one, `challenge` as `WWW-Authenticate`. */
export class TokenError extends Error {
	override readonly name = 'TokenError';
	readonly code: TokenErrorCode;
	readonly status: 401 | 503;
	readonly challenge: string | undefined;

	constructor(code: TokenErrorCode, { cause, asks = '' }: { cause?: unknown; asks?: string } = {}) {
		super(code, { cause });
		this.code = code;
		this.status = code === 'unavailable' ? 503 : 401;
		this.challenge = challengeOf(code, asks);
	}
}

function challengeOf(code: TokenErrorCode, asks: string): string | undefined {
	if (code === 'unavailable') return undefined;
	// Who has shown nothing is told of no error. RFC 6750 §3.
	if (code === 'token_missing') return 'Bearer';
	const scheme = code === 'invalid_dpop_proof' ? 'DPoP' : 'Bearer';
	return `${scheme} error="${code}"${asks}`;
}
