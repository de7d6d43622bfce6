/** Where somebody signs in a program that has no browser, such as one on a television or in a terminal. */
export const device = {
	title: 'Sign in a device',
	lead: 'Type the code that the device or program shows.',
	code: 'Code on the device',
	code_hint: 'Eight letters, such as BCDF-GHJK',
	find: 'Continue',
	confirm_title: 'Sign in {client} on a device?',
	confirm_lead: 'A device or program asks to be signed in to your account.',
	compare: 'It has to show just this code:',
	client: 'Application',
	address: 'Asks from address',
	since: 'Has waited since',
	warning_title: 'Did you start this yourself?',
	warning:
		'Allow it only if you have just begun this on a device or program of your own. If somebody sent you this code or read it to you, it is their device: whoever you allow gets into your account.',
	learns: '{client} would learn:',
	allow: 'Allow',
	decline: 'Don’t allow',
	as: 'You are signed in as {username}.',
	other: 'Use another account',
	weak_title: '{client} wants a second factor',
	weak: 'Your account has none yet. Add one, such as a passkey or an authenticator app; then go on.',
	weak_add: 'Add a second factor',
	weak_then: 'I have added one',
	allowed_title: 'Go back to the device',
	allowed: 'It is allowed, and goes on by itself within seconds. You can close this page.',
	declined_title: 'It was not signed in',
	declined:
		'The device gets nothing. If you did not start this, somebody may have tried to get into your account: give no code to anybody who asks for it.',
	again: 'Type another code'
} as const;

/** Of `errors`. */
export const deviceErrors = {
	'devices.unknown_code':
		'No device waits with this code. Compare it; if it is right, it was used or is too old: start again on the device.'
} as const;
