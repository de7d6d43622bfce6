const YEAR_SECONDS = 31_536_000;

const ALWAYS = {
	'cache-control': 'no-store',
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin',
	'permissions-policy':
		'camera=(), geolocation=(), microphone=(), payment=(), usb=(), publickey-credentials-create=(self), publickey-credentials-get=(self)',
	// `next` and an invitation travel in the address; same-origin keeps them here.
	'referrer-policy': 'same-origin',
	'x-content-type-options': 'nosniff',
	'x-frame-options': 'DENY'
} as const;

/** Headers of every answer. ASVS 5.0 §3.4. The CSP of a page comes from Kit, with its nonce. */
export function securityHeaders({ isSecure }: { isSecure: boolean }): Record<string, string> {
	const transport = { 'strict-transport-security': `max-age=${YEAR_SECONDS}; includeSubDomains` };
	return { ...ALWAYS, ...(isSecure && transport) };
}

/** Adds them to an answer, where it does not know better. */
export function setSecurityHeaders(headers: Headers, how: { isSecure: boolean }): void {
	for (const [name, value] of Object.entries(securityHeaders(how)))
		if (!headers.has(name)) headers.set(name, value);
}
