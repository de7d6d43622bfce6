/** Words that any page may need. */
export const common = {
	skip_to_content: 'Skip to content',
	home: 'Latchkey, to the start',
	language: 'Language',
	continue: 'Continue',
	cancel: 'Cancel',
	back: 'Back',
	save: 'Save',
	saved: 'Saved.',
	saving: 'Saving…',
	done: 'Done',
	close: 'Close',
	remove: 'Remove',
	rename: 'Rename',
	working: 'One moment…',
	optional: 'optional',
	or: 'or',
	copy: 'Copy',
	copied: 'Copied',
	copy_failed: 'Select the text and copy it by hand',
	download: 'Download',
	print: 'Print',
	show_password: 'Show password',
	caps_lock: 'Caps Lock is on.',
	just_now: 'just now',
	never: 'never',
	unknown: 'unknown',
	needs_script: 'This step needs JavaScript. Turn it on, or choose another way.'
} as const;

/** Method ids in words, as they stand inside a sentence. */
export const methods = {
	passkeys: 'passkey',
	totp: 'authenticator app',
	'recovery-codes': 'recovery code',
	passwords: 'password',
	phones: 'phone',
	'photo-codes': 'photo code',
	'mail-codes': 'mailed code',
	'text-codes': 'texted code',
	totp_default: 'Authenticator app',
	phone_default: 'Phone',
	mail_default: 'Code by mail',
	text_default: 'Code by text message',
	passkey_default: 'Passkey',
	security_key_default: 'Security key'
} as const;

export const nav = {
	label: 'Account',
	overview: 'Overview',
	security: 'Security',
	sessions: 'Sessions',
	applications: 'Applications',
	activity: 'Activity',
	profile: 'Profile',
	admin: 'Admin',
	account_menu: 'Account menu',
	signed_in_as: 'Signed in as',
	sign_out: 'Sign out',
	signing_out: 'Signing out…'
} as const;

/** What the two kinds of prompt say while they are answered. */
export const prompts = {
	code_label: 'Code',
	code_hint: '{length} digits. Spaces do no harm.',
	recovery_label: 'Recovery code',
	recovery_hint: 'Type it as printed; dashes and small letters are fine.',
	code_checking: 'Checking…',
	sent_to: 'We sent a code to {to}. It can take a minute.',
	sent_missing_mail:
		'No mail came? Look among unwanted mail, or ask for another code after {seconds} seconds. Codes that you have stay good.',
	sent_missing_text:
		'No message came? See whether your phone has reception, or ask for another code after {seconds} seconds. Codes that you have stay good.',
	sent_again: 'Send another code',
	sent_sending: 'Sending…',
	code_submit: 'Continue',
	passkey_get: 'Use a passkey',
	passkey_create: 'Create a passkey',
	passkey_waiting: 'Follow your browser’s prompt…',
	passkey_checking: 'Checking…',
	passkey_retry: 'Try again',
	passkey_cancelled: 'No passkey was used. Try again, or choose another way.',
	passkey_create_cancelled: 'No passkey was made. Nothing has changed; try again when you like.',
	passkey_exists: 'This device already holds a passkey for your account.',
	passkey_unsupported: 'This browser cannot use passkeys. Choose another way, or another browser.',
	passkey_wrong_place: 'Passkeys do not work at this address. Check the address bar.',
	passkey_failed: 'The passkey did not work. Try again, or choose another way.'
} as const;
