/** The pages between an application that asks and its answer. */
export const authorize = {
	title: 'Sign in to {client}?',
	lead: '{client} asks us who you are.',
	learns: 'It would learn:',
	'scope.openid': 'that you have an account here, by a number',
	'scope.profile': 'your name and username',
	'scope.email': 'your e-mail address',
	'scope.groups': 'the groups that you are in here',
	allow: 'Allow',
	decline: 'Don’t allow',
	as: 'You are signed in as {username}.',
	other: 'Use another account',
	continue_title: 'Taking you to {client}',
	continue_lead: 'If nothing happens, go on yourself.',
	continue: 'Continue to {client}',
	weak_title: '{client} wants a second factor',
	weak: 'Your account has none yet. Add one, such as a passkey or an authenticator app; then go on.',
	weak_add: 'Add a second factor',
	weak_then: 'I have added one',
	back: 'Back to {client}'
} as const;
