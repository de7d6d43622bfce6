const PERMISSIONS =
	'geolocation=(), microphone=(), payment=(), usb=(), publickey-credentials-create=(self), publickey-credentials-get=(self)';

export function permissionsPolicy({ camera }: { camera: '()' | '(self)' }): string {
	return `camera=${camera}, ${PERMISSIONS}`;
}

const YEAR_SECONDS = 31_536_000;

const ALWAYS = {
	'cache-control': 'no-store',
	'content-security-policy':
		"default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin',
	'permissions-policy': permissionsPolicy({ camera: '()' }),
	// `next` and an invitation travel in the address; same-origin keeps them here.
	'referrer-policy': 'same-origin',
	'x-content-type-options': 'nosniff',
	'x-frame-options': 'DENY'
} as const;

/** Headers of every answer that does not know better. ASVS 5.0 §3.4. A page brings its own CSP, with a nonce. */
export function securityHeaders({ isSecure }: { isSecure: boolean }): Record<string, string> {
	const transport = { 'strict-transport-security': `max-age=${YEAR_SECONDS}; includeSubDomains` };
	return { ...ALWAYS, ...(isSecure && transport) };
}
