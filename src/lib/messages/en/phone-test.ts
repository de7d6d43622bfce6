/** The test of a linked phone, on the security page. */
export const phone_test = {
	row: 'Test',
	row_label: 'Test {name}',
	title: 'Test “{name}”',
	lead: 'The phone is asked a question that opens nothing, so that you see whether it would work.',
	do: 'Ask it',
	again: 'Ask it again',
	look: 'Has it answered?',
	step_open: 'Open the approvals page on the phone, or tap the notice that it shows.',
	worked_title: 'It works',
	worked: 'The phone has answered and signed as it would for a sign-in.',
	declined_title: 'It was declined',
	declined: 'The phone can be reached: somebody declined on it.',
	wrong_number_title: 'Another number was chosen',
	wrong_number: 'The phone can be reached. Choose the number that this page shows.',
	disowned_title: 'It was stopped',
	disowned: 'Somebody said on the phone that this was not them.',
	no_answer_title: 'No answer',
	no_answer:
		'Is the phone online, and its approvals page open or allowed to notify you? If it was set up anew, link it again.'
} as const;
