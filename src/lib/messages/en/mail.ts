/** What is said by mail. Nothing in a subject comes from whoever caused the mail. */
export const mail = {
	greeting: 'Hello {name},',
	code_subject: 'Your code for {product}',
	code_lead: 'this code confirms that {email} is your address:',
	code_validity:
		'It works for {minutes} minutes, in the browser where you asked for it and nowhere else.',
	code_not_you:
		'If you did not ask for it, somebody typed your address, perhaps by mistake. There is nothing to do.',
	sent_code_lead:
		'{purpose, select, enrolment {this code turns on codes by mail for your account:} step-up {this code confirms that it is still you:} other {this code completes your sign-in:}}',
	sent_code_not_you:
		'{purpose, select, enrolment {If you did not ask for it, somebody else is in your account: sign in and end their session.} other {If you did not ask for it, somebody has your password. Do not pass the code on to anybody, and change your password.}}',
	text_recovery_begun:
		'{product}: somebody wants to get back into your account by e-mail. Was it not you? Sign in at {site}, and it stops.',
	text_recovery_halfway:
		'{product}: somebody still wants to get back into your account by e-mail. Was it not you? Sign in at {site}, and it stops.',
	text_recovery_ready:
		'{product}: your account can be opened by e-mail now. Was it not you? Sign in at {site} at once, and that stops.',
	text_code: '{code} is your code for {product}. Give it to nobody.',
	change_subject: 'Your {product} account was changed',
	sign_in_subject: 'A new browser signed in to your {product} account',
	device_subject: 'A device was signed in to your {product} account',
	offline_subject: 'An application may act for your {product} account while you are signed out',
	half_done_subject: 'Somebody has typed your {product} password',
	after_failures_subject: 'A sign-in to your {product} account after refused attempts',
	recovery_subject: 'Somebody got back into your {product} account',
	recovery_code_subject: 'Your code to get back into {product}',
	recovery_code_lead: 'this code shows that you read this mailbox, so that you can get back in:',
	recovery_code_not_you:
		'If you did not ask for it, somebody else did. Without the code they get no further. Give it to nobody.',
	recovery_begun_subject: 'Somebody wants back into your {product} account',
	recovery_halfway_subject: 'Somebody still wants back into your {product} account',
	recovery_ready_subject: 'Your {product} account can be opened anew',
	recovery_begun:
		'somebody who reads this mailbox has asked to get back into your account without a password, passkey or any other factor.',
	recovery_begun_by_others:
		'those who run the service have begun a way back into your account for you, by this mailbox.',
	recovery_halfway:
		'somebody waits to get back into your account by this mailbox alone. Half of the waiting time is over.',
	recovery_ready:
		'the waiting time is over: by this mailbox alone, your account can now get a new password or passkey.',
	recovery_until:
		'On {ready} UTC it can get a new password or passkey that way, until {end} UTC. All that opens it now is removed then.',
	recovery_since:
		'That is possible since {ready} UTC, until {end} UTC. All that opens it now is removed by it.',
	recovery_was_you: 'If that is you, go on in the same browser when the time has come:',
	recovery_was_not_you:
		'If that is not you, or you have found what you had lost, stop it. Sign in as always, or open this link:',
	recovery_over_subject: 'The way back into your {product} account is closed',
	recovery_over: 'Nothing was changed: your account opens as it did before.',
	recovery_over_strange:
		'If you never asked for it, somebody else may read this mailbox. Change its password.',
	transaction_subject: 'You stopped a request at {product}',
	transaction_stopped:
		'Nothing was approved, and that application can ask nothing more of you for a day. Nothing of your account was opened by it.',
	transaction_strange:
		'If it was not you who said so, somebody else holds your unlocked phone: sign in and remove it on the security page.',
	happened: 'this happened to your account on {when} UTC:',
	sign_in: 'Signed in from a browser that was not known before',
	recovery_code:
		'Used a recovery code; {left, plural, =0 {none is} one {one is} other {# are}} left',
	email_changed:
		'Changed the e-mail address to {email}. {codes, select, moved {Codes by mail go there now. } other {}}This one belongs to the account no more.',
	by_administrator_subject: 'About your {product} account, from those who run it',
	by_administrator: 'Those who run the service did this. If you wonder why, ask them.',
	by_administrator_password:
		'When you next sign in, you choose another password. Do not use one that you use elsewhere.',
	farewell_subject: 'Your {product} account is deleted',
	farewell:
		'your account is deleted, with everything that opened it. This is the last mail that you get about it.',
	farewell_not_you:
		'If that was not you, tell those who run the service at once. The account cannot be brought back.',
	browser_on: '{browser} on {os}',
	browser: 'Browser: {browser}',
	browser_unknown: 'unknown',
	address: 'Address: {address}',
	was_you: 'If that was you, there is nothing to do.',
	was_not_you:
		'If that was not you, open this link. It signs that browser out and helps you to lock your account again:',
	link_validity: 'The link works once, until {until} UTC.',
	foot: 'We never ask for a password or a code by mail, and no mail of ours asks you to answer.'
} as const;

/** The page behind the link "this was not you" of a mail. */
export const not_me = {
	title: 'This was not you?',
	lead: 'This is what we wrote to you about.',
	what: 'If you did not do this, somebody else is in your account. We sign them out at once.',
	submit: 'That was not me',
	was_you: 'It was you after all? Then close this page. Nothing has happened.',
	gone_title: 'This link is used up',
	gone: 'It works once, for seven days. If something is still not right, sign in and look at what happened.',
	gone_submit: 'Sign in and look',
	done_title: 'They are out',
	done_none: 'There was no session left to end.',
	done_one: 'The session behind it has ended.',
	done_all:
		'{count, plural, =0 {There was no session left to end.} one {The one open session of your account has ended.} other {All # sessions of your account have ended.}}',
	next_title: 'Now lock your account again',
	next: 'Sign in, change your password, and remove what you do not know.',
	next_submit: 'Sign in and lock it',
	stuck: 'Can you not sign in any more? Get back in with a recovery code.',
	stuck_do: 'Use a recovery code'
} as const;
