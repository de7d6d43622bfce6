import { createRefreshTokens, type RefreshTokenDeps } from '#lib/server/refresh-tokens/index.ts';
import type { BudgetStore } from '#lib/server/throttling/index.ts';
import { createAccessTokens } from './access-tokens.ts';
import type { SigningKeyStore } from './ports.ts';
import { createProvePossession } from './proof-of-possession.ts';
import { createSigningKeys, ID_TOKEN_ALGORITHM, type SigningKeys } from './signing-keys.ts';
import { createTokens, type Tokens, type TokensDeps } from './tokens.ts';

interface Deps
	extends RefreshTokenDeps, Omit<TokensDeps, 'refreshTokens' | 'accessTokens' | 'provePossession'> {
	readonly sessions: RefreshTokenDeps['sessions'];
	readonly signingKeys: SigningKeyStore;
	readonly idTokenKeys: SigningKeyStore;
	readonly budgets: Pick<BudgetStore, 'spend'>;
	readonly origin: string;
}

/** Tokens, joined from what they are made of; and the keys, for whoever publishes them. */
export function createTokenService(deps: Deps): {
	tokens: Tokens;
	signingKeys: SigningKeys;
	idTokenKeys: SigningKeys;
} {
	const keys = createSigningKeys(deps);
	const tokens = createTokens({
		...deps,
		refreshTokens: createRefreshTokens(deps),
		accessTokens: createAccessTokens({ clock: deps.clock, keys, issuer: deps.origin }),
		provePossession: createProvePossession(deps)
	});
	const idTokenKeys = createSigningKeys({
		clock: deps.clock,
		signingKeys: deps.idTokenKeys,
		algorithm: ID_TOKEN_ALGORITHM
	});
	return { tokens, signingKeys: keys, idTokenKeys };
}
