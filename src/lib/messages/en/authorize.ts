/** The pages between an application that asks and its answer. */
export const authorize = {
	title: 'Sign in to {client}?',
	lead: '{client} asks us who you are.',
	learns: 'It would learn:',
	'scope.openid': 'that you have an account here (as a number)',
	'scope.profile': 'your name and username',
	'scope.email': 'your e-mail address',
	'scope.groups': 'the groups that you are in here',
	offline:
		'It may also act while you are signed out, until you take it back, change your password or sign out everywhere; for thirty days at most.',
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
	back: 'Back to {client}',
	leave_title: 'Sign out?',
	leave_lead: '{client} asks us to sign you out.',
	leave_lead_unknown: 'A page elsewhere asks us to sign you out.',
	leave: 'This signs you out here, and of the applications that you entered from here.',
	leave_or: 'Or nothing changes:',
	leave_submit: 'Sign out',
	leave_stay: 'Stay signed in, to your account',
	leave_stay_back: 'Stay signed in, back to {client}',
	left_title: 'You are signed out'
} as const;

/** Of `errors`. */
export const authorizeErrors = {
	'authorizations.gone':
		'This request is over. Go back to the application and sign in from there again.',
	'authorizations.malformed':
		'The application that sent you here asked in a way that we do not accept. Go back to it and try again.',
	'authorizations.malformed.owner':
		'For whoever runs that application: the log of this service says what was wrong, under the number below.',
	'authorizations.unknown_client':
		'The application that sent you here is not known to us, so we cannot sign you in to it. It has learned nothing about you. Tell those who run it.',
	'authorizations.unknown_client.owner':
		'For whoever runs that application: its client_id is not registered here, or was turned off. The log of this service has this request under the number below.',
	'authorizations.unregistered_address':
		'The application wants you sent back to an address that is not registered for it, so we send you nowhere: the address may be somebody else’s. Open the application yourself and try again. If that does not help, tell those who run it.',
	'authorizations.unregistered_address.owner':
		'For whoever runs that application: its redirect_uri has to be registered letter by letter, with the port and the slash at the end. The log of this service has this request under the number below.',
	'leaving.gone': 'That took too long. You can sign out from your account.',
	'clients.not_accepted': 'This application is not known here.',
	'ended_tokens.not_accepted': 'This is for an API that shows the secret of its client.',
	'ended_tokens.too_many': 'This API listens often enough already.',
	'ended_tokens.leaving': 'This process is about to end. Please try again in a moment.',
	'clients.unknown': 'There is no such application.',
	'clients.id_taken': 'That name is taken, now or earlier.',
	'clients.settings_not_allowed': 'Something about this application is not right.',
	'clients.no_secret': 'This application has no secret.',
	'clients.required': 'This is for applications that are known here.'
} as const;
