/** A request as a JWT that nobody has signed. OpenID Connect Core 1.0 §6.1. */
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

export const unsignedRequest = (claims: object): string =>
	`${part({ alg: 'none' })}.${part(claims)}.`;
