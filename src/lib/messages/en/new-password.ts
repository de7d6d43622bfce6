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
