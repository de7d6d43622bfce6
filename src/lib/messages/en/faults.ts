/** Pages in the place of one that cannot be shown. */
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
