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
	by_email: 'No code? Use your e-mail',
	waits: 'In this browser, a way back into your account waits.',
	waits_do: 'See when it is ready',
	email_title: 'Use your e-mail',
	email_lead: 'If your account has a confirmed address, we send a code there.',
	email_submit: 'Send code',
	email_submitting: 'Sending…',
	by_code: 'I have a recovery code',
	code_title: 'Check your e-mail',
	code_lead:
		'If the account has a confirmed address, a code of six digits is on its way. Type it here.',
	code_submit: 'Go on',
	code_spent: 'Too many tries. Ask for a new code.',
	code_gone: 'That code is too old or used up. Ask for a new one.',
	code_missing: 'No mail after a few minutes? Look in your spam folder, or check what you typed.',
	code_again: 'Ask for a new code',
	beside_title: 'Do you still have one of these?',
	beside:
		'With your mailbox and one of these you get in at once: {methods}. Then you set a new password.',
	beside_submit: 'Yes, use it now',
	beside_none: 'No, I have none of them',
	proven_lead: 'Choose how {name} signs in from now on.',
	proven_after:
		'Your other sessions end. A new password replaces the old one; your other factors stay.',
	offer_title: 'You can get back in, but not at once',
	offer_lead: 'Hello {name}. Your mailbox is confirmed.',
	offer:
		'By e-mail alone it takes {hours, plural, one {one hour} other {# hours}}, so that nobody who has got into your mailbox can take your account unnoticed.',
	offer_told:
		'We write to you now, halfway, and when it is ready. Every mail has a link that stops it. So does signing in.',
	offer_then:
		'Then you set up a new password or passkey, in this browser. Everything that opens your account today is removed: passwords, passkeys, apps and codes.',
	offer_submit: 'Begin to wait',
	join_title: 'A way back in was begun for you',
	join: 'The people who run this service have begun it. Go on with it in this browser: it is the one that can finish it.',
	join_submit: 'Go on in this browser',
	elsewhere_title: 'It waits in another browser',
	elsewhere:
		'A way back in was begun in another browser, and only that one can finish it. If you cannot use it any more, stop it by the link in any of our mails, and begin again here.',
	closed_title: 'E-mail alone does not open it',
	closed:
		'Here it takes a recovery code or another factor. The people who run this service can help.',
	waiting_title: 'Your account is not open yet',
	waiting_lead: 'You asked to get back in by e-mail.',
	waiting_from: 'Come back then',
	waiting_until: 'Possible until',
	waiting:
		'Come back with this browser. You can close this page; we write to you when it is ready.',
	waiting_ready_title: 'You have waited long enough',
	waiting_ready:
		'We send one more code to your mailbox. After that you set up a new way to sign in.',
	waiting_submit: 'Send code',
	waiting_stop_lead: 'Found your password, passkey or a code? Sign in, and this ends by itself.',
	waiting_stop: 'Stop waiting',
	waiting_none_title: 'Nothing waits here',
	waiting_none:
		'Nothing was begun in this browser, or it was stopped, finished or not used in time.',
	waiting_none_submit: 'Begin again',
	stopped: 'It is stopped. Your account is as it was.',
	ready_title: 'Set up a new way to sign in',
	ready_lead: 'It takes the place of all that opened the account of {name} before.',
	ready_passkey: 'Make a new passkey',
	ready_password: 'New password',
	ready_password_hint: 'At least {min} characters. A few unrelated words do well.',
	ready_submit: 'Save and sign in',
	ready_after: 'Your other sessions end, and old passkeys, apps and codes stop working.',
	stop_title: 'Stop the way back in?',
	stop_lead: 'Somebody who reads your mailbox has asked to get back into your account.',
	stop_when: 'Without you stopping it, the account can be opened by e-mail from',
	stop_submit: 'Stop it',
	stop_was_you: 'Was it you? Then close this page. Nothing has happened.',
	stop_done_title: 'It is stopped',
	stop_done: 'Your account opens as it did before, and in no other way.',
	stop_next:
		'If you never asked for it, somebody else may read your mailbox. Change the password of your mailbox first, then look at your account.',
	stop_next_submit: 'Sign in and look',
	stop_gone_title: 'There is nothing to stop',
	stop_gone: 'This link is used up, or what it would stop is over.',
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
