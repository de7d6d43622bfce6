/** Signing a computer in with a phone alone. */
export const phone_sign_in = {
	title: 'Scan this with your phone',
	lead: 'Use the camera of a phone that is linked to your account, and open the page that it finds.',
	qr_label: 'QR code that opens the sign-in page on your phone. The same address stands below.',
	waiting: 'Waiting for your phone…',
	time: 'Time left',
	look: 'My phone shows three numbers',
	text_title: 'Cannot scan it?',
	text: 'Open this address on the phone. Show it to nobody: whoever has it can come in your place.',
	text_label: 'Address',
	tap: 'This is the linked phone',
	number_title: 'Choose this number on your phone',
	number_lead: 'Only go on if it is your own phone that asks you for it.',
	over_title: 'Nobody was signed in',
	over: 'The phone did not approve. Show a new picture and try again.',
	over_gone: 'It took too long, or it was stopped. A new picture is good for two minutes.',
	over_expired: 'Nobody answered on the phone in time.',
	over_declined: 'It was declined on the phone.',
	over_wrong_number: 'Another number was chosen on the phone, so it was declined.',
	over_disowned: 'It was stopped on the phone.',
	again: 'Show a new picture',
	other: 'Sign in another way'
} as const;
