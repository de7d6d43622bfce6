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
	asks_title: 'What asks you on your phone',
	asks_lead:
		'Turned off, an application reaches your phone no more. It is not told: to it, nobody answers.',
	asks_answered: 'Last answered {when}',
	asks_off_since: 'Turned off {when}',
	asks_off: 'Turned off',
	asks_turn_off: 'Turn off',
	asks_turn_off_label: 'Turn off what {application} asks',
	asks_turn_on: 'Turn on again',
	asks_turn_on_label: 'Let {application} ask again',
	asks_off_done: '{application} asks you nothing on your phone any more',
	asks_on_done: '{application} may ask you on your phone again',
	none_title: 'No applications yet',
	none: 'When you sign in to an application with this account, it is listed here, with what it learns of you.'
} as const;
