export const activity = {
	title: 'Activity',
	lead: 'What happened to your account, newest first. Nothing here can be erased.',
	empty_title: 'Nothing yet',
	empty: 'Sign-ins and changes will be listed here.',
	older: 'Older',
	newest: 'Newest',
	refused: 'Attempts were refused',
	times: '{count} times',
	today: 'Today',
	yesterday: 'Yesterday',
	from: '{address, select, service {By this service itself} shell {By who runs this service} other {From {address}}}',
	strange_title: 'Something here that was not you?',
	strange:
		'End all other sessions. Then change your password if you have one, remove what you do not know, and make new recovery codes.',
	strange_action: 'Go to sessions'
} as const;

/** One sentence per event code. */
export const events = {
	'account.created': 'The account was created',
	'account.disowned_event':
		'A mail was answered with “this was not me”; {ended, plural, =0 {no session was open} one {one session ended} other {# sessions ended}}',
	'account.disabled':
		'The account was closed{admin, select, other { by {admin}, who runs this service}}',
	'account.enabled':
		'The account was opened again{admin, select, other { by {admin}, who runs this service}}',
	'account.unlocked':
		'The wrong guesses of others were forgiven{admin, select, other { by {admin}, who runs this service}}',
	'account.groups_changed':
		'The groups were changed{admin, select, other { by {admin}, who runs this service}}{groups, select, other {: now {groups}}}',
	'account.deleted': 'The account {username} was deleted',
	'sign_in.succeeded':
		'Signed in{method, select, other { with {method}}}{way, select, remembered {, in a remembered browser} other {}}',
	'sign_in.failed':
		'A sign-in was refused{by, select, passwords {: wrong password} totp {: wrong code} recovery-codes {: wrong recovery code} passkeys {: the passkey was not accepted} phones {: it was declined} other {}}',
	'sign_in.challenge_failed':
		'A sign-in stopped at the second factor{by, select, passwords {: wrong password} totp {: wrong code} recovery-codes {: wrong recovery code} passkeys {: the passkey was not accepted} phones {: it was declined} other {}}',
	'sign_in.after_failures': 'Signed in after {count} refused attempts or more',
	'sign_in.half_done': 'Somebody gave the right password, and nothing after it',
	'session.ended': 'You ended a session{browser, select, other {: {browser}}}',
	'sessions.others_ended':
		'{reason, select, too_many {{count, plural, one {One session ended, since there were too many} other {# sessions ended, since there were too many}}} other {{count, plural, one {You ended one other session} other {You ended # other sessions}}}}',
	'sessions.ended_by_administrator':
		'All sessions were ended{admin, select, other { by {admin}, who runs this service}}',
	'sessions.everybody_ended': 'Ended the sessions of everybody here',
	'site.entered': 'Went to {site}',
	'session.signed_out': 'Signed out',
	'step_up.succeeded': 'Confirmed it was you{method, select, other { with {method}}}',
	'step_up.continued':
		'Confirmed it was you{method, select, other { with {method}}}; one more step was asked for',
	'step_up.failed':
		'A confirmation was refused{by, select, passwords {: wrong password} totp {: wrong code} recovery-codes {: wrong recovery code} passkeys {: the passkey was not accepted} phones {: it was declined} other {}}',
	'factor.enrolled': 'Added the {method} “{factor}”',
	'factor.enrolled_unnamed': 'Added the {method}',
	'factor.removed_unnamed': 'Removed the {method}',
	'factor.renamed': 'Renamed the {method} to “{factor}”',
	'factor.removed': 'Removed the {method} “{factor}”',
	'factor.counter_went_back':
		'The passkey “{factor}” may have been copied. Remove it if you did not do that.',
	'remembered_browser.added':
		'The second factor is not asked for in this browser for {days, plural, one {one day} other {# days}}',
	'remembered_browser.copied':
		'A remembered browser was forgotten: its cookie had been used elsewhere, together with the right password',
	'remembered_browser.forgotten': 'Forgot a remembered browser',
	'remembered_browsers.forgotten':
		'{count, plural, one {Forgot one remembered browser} other {Forgot # remembered browsers}}',
	'approval.declined':
		'A request was declined on “{factor}”{reason, select, wrong_number {: wrong number} other {}}',
	'approval.disowned':
		'“This was not me” was said on “{factor}”: somebody tried to get in from {from}',
	'transaction.approved': 'Approved on “{factor}” for {application}: {text}',
	'transaction.declined':
		'Declined on “{factor}” what {application} asked{reason, select, wrong_number { (wrong number)} other {}}: {text}',
	'transaction.disowned':
		'“This was not me” was said on “{factor}” to what {application} asked: {text}',
	'transaction.code_failed': 'A wrong photo code for {application}',
	'transaction.voided':
		'An approval counted for nothing: its phone was removed before anybody was told',
	'application.added': 'Registered the application {application}',
	'application.key_rotated': 'Gave the application {application} another key',
	'application.webhook_changed': 'Changed where the application {application} is told of outcomes',
	'application.disabled': 'Closed the application {application}',
	'application.enabled': 'Opened the application {application} again',
	'client.added': 'Registered the application {client}, which people sign in to',
	'client.secret_rotated': 'Gave the application {client} another secret',
	'client.disabled': 'Closed the application {client}',
	'client.enabled': 'Opened the application {client} again',
	'client.removed': 'Removed the application {client}',
	'recovery_codes.issued': 'Made recovery codes; any older ones are void',
	'recovery_code.used': 'Used a recovery code; {left, plural, one {one is} other {# are}} left',
	'password.set': 'Set a password',
	'password.changed': 'Changed the password',
	'password.removed': 'Removed the password',
	'password.demanded':
		'Another password was demanded{admin, select, other { by {admin}, who runs this service}}: somebody else may know this one',
	'profile.changed': 'Changed the profile',
	'email.proven': 'Confirmed the address {email}',
	'email.changed':
		'Changed the address from {before} to {email}{codes, select, moved {; codes by mail go there now} other {}}',
	'recovery.begun':
		'A way back in by e-mail alone was begun{admin, select, other { by {admin}, who runs this service}}; it has to wait',
	'recovery.joined': 'A browser goes on with the way back in by e-mail',
	'recovery.halfway': 'Half of the waiting time for a way back in by e-mail is over',
	'recovery.ready': 'The waiting time is over: the account can be opened anew by e-mail',
	'recovery.cancelled':
		'The way back in by e-mail was stopped{reason, select, signed_in { by signing in} stepped_up { by a confirmation} session { by you} link { by the link in a mail} browser { where it was begun} email_changed {, since the address was changed} other {}}{admin, select, other { by {admin}, who runs this service}}',
	'recovery.lapsed': 'The way back in by e-mail was not used in time',
	'recovery.succeeded':
		'{way, select, waited {Got back in by e-mail after the waiting time} factor {Got back in by e-mail and another factor} other {Got back in with a recovery code}}',
	'recovery.failed': 'An attempt to get back in was refused',
	'invitation.created': 'Made an invitation',
	'invitation.withdrawn': 'Withdrew an invitation',
	'backup.made': 'A backup was made',
	'backup.restored': 'A backup was restored',
	'keys.rotated': 'The master key was replaced',
	'keys.signing_renewed': 'The key that signs tokens was replaced',
	'keys.forgotten': 'An old master key was removed',
	'invitation.used': 'The invitation was used',
	'throttle.refused':
		'Further tries were refused for a while{budget, select, recoveries {: too many ways back in were begun} email_codes {: too many codes by mail} email_codes_to {: too many codes by mail} sent_codes {: too many sent codes} transactions {: too many requests by applications} other {: too many wrong ones}}',
	'password.change_failed': 'A change of the password was refused: the current password was wrong',
	'enrolment.failed':
		'Adding a factor was refused{by, select, totp {: wrong code} passkeys {: the passkey was not accepted} phones {: the words were not the same} other {}}',
	'email.proof_failed': 'A wrong code was entered for the address {email}',
	'access.refused': 'A page for admins was asked for, and refused',
	'session.replaced': 'A new sign-in in the same browser ended a session',
	'tokens.issued': 'The application {client} was signed in',
	'tokens.reused':
		'The application {client} was signed out: a key to it was used twice, so somebody else may have had it{ends, select, account {. All other sessions were ended, too} other {}}',
	'tokens.revoked': 'The application {client} was signed out',
	'authorization.allowed': 'You allowed the application {client} to sign you in',
	'authorization.allowed_device':
		'You signed in the application {client} on another device, which asked from the address {from}',
	'authorization.allowed_offline':
		'You allowed the application {client} to act also while you are signed out',
	'authorization.declined': 'You did not allow the application {client} to sign you in',
	'authorization.withdrawn': 'You took back what the application {client} was allowed',
	'asking.turned_off': 'You turned off that {application} asks you on your phone',
	'asking.turned_on': 'You let {application} ask you on your phone again',
	'logout.told': 'The application {client} was told that a session has ended',
	'logout.lost':
		'The application {client} could not be told that a session has ended: somebody may still be signed in there',
	unknown: 'Something happened that this page has no words for yet'
} as const;
