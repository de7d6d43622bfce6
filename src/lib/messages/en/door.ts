/** The pages in front of the door. */
export const door = {
	foot: 'Signing in is handled by Latchkey.',
	start_again: 'Start again'
} as const;

export const sign_in = {
	title: 'Sign in',
	identifier: 'Username or e-mail',
	passkey: 'Sign in with a passkey',
	passkey_hint: 'Fingerprint, face or PIN',
	passkey_not_accepted: 'That passkey does not open an account here.',
	with_password: 'or with a password',
	password: 'Password',
	stay: 'Stay signed in',
	stay_hint: 'Only on a browser that is yours.',
	submit: 'Sign in',
	submitting: 'Signing in…',
	lost: 'Lost your way in?',
	no_account: 'No account yet?',
	create_account: 'Create one',
	signed_out: 'You are signed out.',
	account_deleted: 'Your account is deleted. Nothing of it opens any more.',
	session_ended: 'Your session has ended. Sign in to go on.'
} as const;

export const sign_up = {
	title: 'Create your account',
	lead: 'A name, an address, and a key of your own.',
	admin_title: 'You will run this place',
	admin: 'This link makes you the administrator.',
	username: 'Username',
	username_hint: 'Letters, digits, dots and dashes. You sign in with it.',
	email: 'E-mail',
	email_hint: 'For news about your account’s safety, and nothing else.',
	display_name: 'Your name',
	with_passkey: 'Create a passkey',
	with_passkey_hint: 'Nothing to remember, nothing to steal. Recommended.',
	passkey_instead: 'Create a passkey instead',
	with_password: 'Choose a password',
	password: 'Password',
	password_hint: 'At least {minimum} characters. A few unrelated words do well.',
	submit: 'Create account',
	submitting: 'Creating…',
	have_account: 'Have an account already?',
	sign_in: 'Sign in',
	closed_title: 'Sign-up is closed',
	closed: 'New accounts are made by the people who run this service. Ask them for one.',
	uninvited_title: 'By invitation',
	uninvited: 'You need an invitation to make an account here. Open the link that you were sent.',
	invitation_spent_title: 'This invitation is no longer valid',
	invitation_spent: 'It was used already, perhaps by you, or withdrawn, or it is too old.',
	ask_anew: 'Ask for a new one.',
	without_invitation: 'Create an account without it',
	signed_in_title: 'You are signed in already',
	signed_in: 'You are signed in as {account}. Sign out to use this invitation for another account.',
	sign_out: 'Sign out and use it',
	signing_out: 'Signing out…',
	to_account: 'Go to your account',
	codes_lead:
		'Your account is ready. Should you lose your passkey, one of these codes lets you in. Each works once.',
	codes_leave:
		'You have not kept your recovery codes yet, and they are shown only now. Leave anyway?'
} as const;

export const verify = {
	title: 'Confirm it is you',
	step_up_title: 'Confirm it is still you',
	step_up_lead: 'What you are about to do is sensitive, so we ask again.',
	progress: 'Step {step} of {of}',
	signed_in_as: 'Signed in as',
	other_way: 'Try another way',
	passkeys_title: 'Use your passkey',
	passkeys_lead: 'Your browser will ask for your fingerprint, face or PIN.',
	passkeys_name: 'Passkey',
	passkeys_hint: 'Fingerprint, face or PIN',
	totp_title: 'Enter the code',
	totp_lead: 'Open your authenticator app and type the {length} digits it shows for {product}.',
	totp_name: 'Authenticator app',
	totp_hint: 'The code it shows right now',
	'recovery-codes_title': 'Use a recovery code',
	'recovery-codes_lead': 'Type one from your list. Each code works once.',
	'recovery-codes_name': 'Recovery code',
	'recovery-codes_hint': 'One from the list that you kept',
	passwords_title: 'Enter your password',
	passwords_lead: 'The password of this account.',
	passwords_name: 'Password',
	passwords_hint: 'The password of this account',
	password_label: 'Password',
	submit: 'Continue',
	submitting: 'Checking…',
	tries_left: '{count, plural, one {One try left.} other {# tries left.}}',
	spent_title: 'Too many tries',
	spent: 'This attempt is closed. Start again; your account is unharmed.',
	gone_title: 'This attempt is over',
	gone: 'It took too long, or it was finished in another tab. Start again; nothing was changed.'
} as const;

export const recover = {
	title: 'Get back in',
	lead: 'Lost your phone or passkey? A recovery code opens your account once, together with your password if you have one.',
	identifier: 'Username or e-mail',
	password: 'Password',
	password_hint: 'Leave it empty if your account has none.',
	submit: 'Get back in',
	submitting: 'Checking…',
	not_accepted: 'That does not fit together, or the code was used already. Check all three.',
	no_codes_title: 'No codes left?',
	no_codes: 'Then only the people who run this service can help. Contact them.',
	found: 'Found your way in?',
	sign_in: 'Sign in'
} as const;

/** The page that asks for another password before there is a session. */
export const new_password = {
	title: 'Choose another password',
	compromised:
		'Somebody else may know your password, so it does not open your account any more. Choose one that you use nowhere else.',
	common:
		'Your password is one of those that are tried first. Choose one that only you would write.',
	field: 'New password',
	hint: 'At least {min} characters. A few unrelated words do well.',
	submit: 'Save and go on',
	after: 'All your other sessions end when you save it.',
	later: 'Not now: back to sign in'
} as const;
