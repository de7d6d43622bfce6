/** Sites behind a proxy, and what their visitors are told there. */
export const site = {
	on_title: 'On to {host}',
	on_do: 'Go on',
	not_for_you_title: 'This is not open to you',
	not_for_you_text:
		'You are signed in, but what you asked for is for other people. Ask whoever runs this site, or sign in as somebody else.',
	not_for_you_do: 'Sign out',
	gone_title: 'That took too long',
	gone_text: 'This way in counts once, for a minute, and in the browser that began. Begin again.',
	gone_do: 'Begin again',
	sign_out_title: 'Sign out?',
	sign_out_text:
		'You will be signed out here, and of everything else that you opened the same way in this browser.',
	sign_out_do: 'Sign out',
	signed_out_title: 'You are signed out',
	signed_out_text: 'To go on here you need to sign in again.',
	signed_out_do: 'Sign in'
} as const;

/** Of `errors`. */
export const siteErrors = {
	'forward_auth.unclear':
		'That way in is not complete. Go back to the site, and begin again there.',
	'forward_auth.gone':
		'This way in counts once, and for a minute. Go back to the site, and begin again.',
	'forward_auth.not_a_proxy': 'Nobody but a proxy that is trusted may ask that.',
	'forward_auth.unknown_site': 'There is no such site here.',
	'forward_auth.not_for_you':
		'You are signed in, but what you asked for is for other people. Ask whoever runs that site, or use another account.',
	'forward_auth.second_factor_needed':
		'That site asks for a second factor, and your account has none. Add one on the security page, then try again.'
} as const;
