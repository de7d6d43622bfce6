/** By refusal code; then by kind of refusal, where a code has no words of its own. */
export const errors = {
	generic: 'That did not work. Try again in a moment.',
	generic_with_id: 'That did not work. Try again; if it happens again, report {requestId}.',
	title: 'That did not work',
	'kind.invalid': 'Something in the form is not right. Check it and send it again.',
	'kind.unauthenticated': 'You are not signed in any more. Sign in and try again.',
	'kind.step-up-required': 'Confirm that it is you, then try again.',
	'kind.forbidden': 'Your account may not do that.',
	'kind.not-found': 'That is not here any more. Load the page again.',
	'kind.conflict': 'That changed in the meantime. Load the page again.',
	'kind.expired': 'That took too long. Start again.',
	'kind.throttled': 'Too many tries. Wait a few minutes, then try again.',
	'kind.unavailable': 'We cannot reach our records right now. Try again in a moment.',
	'request.malformed': 'Something in the form is not right. Check it and send it again.',
	'request.cross_site': 'That came from another site, so we did nothing.',
	'access.admin_only': 'This is for admins only.',
	'sessions.required': 'You are not signed in any more. Sign in and try again.',
	'sessions.unknown': 'That session has ended already.',
	'sign_in.not_accepted': 'That combination is not right. Check both and try again.',
	'sign_in.new_password_required': 'Choose another password before you go on.',
	'sign_in.ceremony_gone': 'That took too long. Try your passkey again.',
	'sign_up.ceremony_gone': 'That took too long. Start again; no account was made.',
	'sign_up.passkey_not_accepted': 'That passkey did not work. No account was made; try again.',
	'sign_up.verification_missing':
		'Your passkey did not ask who you are. Use one that wants a fingerprint, face or PIN.',
	'challenges.gone': 'This attempt is over. Start again.',
	'challenges.method_not_offered': 'That way is not open to you now. Choose another.',
	'accounts.username_taken': 'That username is taken. Choose another.',
	'accounts.username_not_allowed': 'That username is not possible here. Choose another.',
	'accounts.username_not_allowed.length': 'Use 2 to 32 characters.',
	'accounts.username_not_allowed.characters':
		'Use letters of one alphabet and digits, with single dots, dashes or underscores between them.',
	'accounts.username_not_allowed.reserved': 'That name is kept for this service. Choose another.',
	'accounts.email_not_allowed': 'That does not look like an e-mail address.',
	'accounts.sign_up_closed': 'Sign-up is closed.',
	'accounts.invitation_invalid': 'That invitation does not work any more. Ask for a new one.',
	'accounts.unknown': 'There is no such account.',
	'accounts.disabled': 'This account is closed for now. Ask the people who run this service.',
	'administration.unknown': 'There is no such account. Load the page again.',
	'administration.not_administrator': 'You are no admin any more, so nothing was done.',
	'administration.oneself': 'You cannot disable your own account. Ask another admin.',
	'administration.last_administrator':
		'This is the only admin that is left. Invite another one first.',
	'deletion.last_administrator': 'You are the only admin. Invite another one first.',
	'administration.no_password': 'This account has no password.',
	'passwords.busy': 'Many people are signing in right now. Try again in a moment.',
	'passwords.not_allowed': 'That password cannot be used. Choose another.',
	'passwords.not_allowed.too_short': 'Too short. Use at least {minimum} characters.',
	'passwords.not_allowed.too_long': 'Too long. Use a shorter one.',
	'passwords.not_allowed.common': 'Too easy to guess. Choose something only you would write.',
	'passwords.not_allowed.own_name': 'Too close to your name or to ours. Choose something else.',
	'passwords.not_allowed.trivial': 'Too regular. Choose something without a pattern.',
	'passwords.not_allowed.malformed': 'There is a character in it that we cannot keep. Remove it.',
	'passwords.not_allowed.unchanged': 'That is the password that you had. Choose another.',
	'passwords.current_wrong': 'That is not your current password.',
	'passwords.not_set': 'Your account has no password.',
	'enrolment.gone': 'That took too long. Start again; nothing was saved.',
	'enrolment.method_unknown': 'We do not know that kind of factor.',
	'enrolment.already_enrolled': 'That passkey is in use already.',
	'enrolment.too_many': 'You have as many of these as we keep. Remove one first.',
	'enrolment.factor_unknown': 'It is not on your account any more. Load the page again.',
	'enrolment.last_way_in': 'This is your only way in. Add another before you remove it.',
	'enrolment.password_too_short_alone':
		'Without it your password stands alone, and for that it is too short. Change it first.',
	'enrolment.not_removable': 'That cannot be removed here.',
	'enrolment.label_empty': 'Type a name.',
	'enrolment.second_factor_missing': 'Add a passkey or an authenticator app first.',
	'email_proofs.gone': 'That code is too old or used up. Ask for a new one.',
	'email_proofs.taken':
		'This address is yours, but it belongs to another account that you have here. Use another address, or sign in to that account with it.',
	'email_proofs.already_proven': 'That address is confirmed already.',
	'email_proofs.too_many': 'We have sent as many codes as we send within an hour. Try again later.',
	'email_proofs.no_mail': 'This service cannot send mail, so addresses cannot be confirmed.',
	'recovery.gone':
		'That is over, or it was begun in another browser. Start again; nothing was changed.',
	'recovery.not_offered':
		'This service opens no account by e-mail alone. Ask the people who run it.',
	'recovery.under_way':
		'A way back in waits already. Go on in the browser that began it, or stop it first.',
	'recovery.too_many':
		'A way back in was begun too often in the last month. Ask the people who run this service.',
	'recovery.not_ready': 'The waiting time is not over yet.',
	'recovery.no_address': 'This account has no confirmed address, so there is no mailbox to go by.',
	'recovery.passkey_not_accepted': 'That passkey did not work. Nothing was changed; try again.',
	'recovery.verification_missing':
		'Your passkey did not ask who you are. Use one that wants a fingerprint, face or PIN.',
	'disowning.gone': 'That link is used up or too old.',
	'request.too_large': 'That is more than this form takes. Shorten it and send it again.',
	'request.not_json': 'Something in the form is not right. Check it and send it again.',
	'throttling.wait':
		'Too many tries. Wait {retryAfterSeconds, plural, one {one second} other {# seconds}}, then try again.',
	'throttling.wait.minutes': 'Too many tries. Wait {minutes} minutes, then try again.',
	'network.unreachable': 'We cannot be reached. Check your connection, then try again.',
	'stores.unavailable': 'We cannot reach our records right now. Try again in a moment.'
} as const;

/** What was wrong with an answer to a prompt. */
export const reasons = {
	unknown: 'That was not right.',
	malformed: 'That is not a whole code. Check what you typed.',
	wrong_code: 'That code is not right.',
	'wrong_code.totp':
		'That code is not right. If your app still shows the code you just used, wait for the next one.',
	wrong_password: 'That password is not right.',
	reused: 'That code was used already. Wait for the next one.',
	not_verified: 'That passkey did not work.',
	unknown_credential: 'That passkey is not on this account.',
	already_enrolled: 'That passkey is in use already.',
	counter_went_back: 'That passkey may have been copied, so we did not accept it.',
	clock_fast:
		'Your phone’s clock is {seconds, plural, one {one second} other {# seconds}} fast. Set it to automatic, then try again.',
	clock_slow:
		'Your phone’s clock is {seconds, plural, one {one second} other {# seconds}} slow. Set it to automatic, then try again.'
} as const;

/** Whole pages for when there is no page. */
export const faults = {
	not_found_title: 'No door here',
	not_found: 'Nothing lives at this address. The link may be old, or mistyped.',
	missing_title: 'That is not here',
	forbidden_title: 'Not your door',
	forbidden: 'Your account may not open this page.',
	unavailable_title: 'Back in a moment',
	unavailable:
		'We cannot reach our records, so we let nobody in for now. Your account and sessions are safe.',
	expired_title: 'That took too long',
	expired: 'The attempt is closed. Start again; nothing was changed.',
	throttled_title: 'A short pause',
	throttled: 'There were too many tries from here. Wait a few minutes, then try again.',
	offline: 'You are offline. What you see may be old; changes have to wait.',
	broken_title: 'Something broke',
	broken: 'The fault is ours, not yours. Try again; if it happens again, report the number below.',
	request_id: 'Number for your report',
	to_start: 'Go to the start',
	try_again: 'Try again'
} as const;
