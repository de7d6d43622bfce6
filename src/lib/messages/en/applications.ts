/** What an account has allowed the operator's applications. */
export const applications = {
	title: 'Applications',
	lead: 'Where you sign in with this account, and what they learn of you.',
	learns: 'Learns: {what}.',
	since: 'Since {when}',
	used: 'Last used {when}',
	implied: 'Allowed by the operator',
	offline: 'Also while you are signed out',
	take_back: 'Take back',
	take_back_title: 'Take back what {client} is allowed?',
	take_back_what:
		'{client} gets nothing more from here, in none of your sessions. What it has learned already it keeps, and on its own pages you may stay signed in for a while.',
	take_back_then: 'When you sign in there again, you are asked anew.',
	take_back_then_implied:
		'Those who run this service have allowed it, so when you go there again nobody is asked.',
	taken_back: '{client} is not allowed anything any more',
	none_title: 'No applications yet',
	none: 'When you sign in to an application with this account, it is listed here, with what it learns of you.'
} as const;
