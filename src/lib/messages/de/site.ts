import type { Catalogue } from '../translator.ts';

export const site = {
	on_title: 'Weiter zu {host}',
	on_do: 'Weiter',
	not_for_you_title: 'Das ist für Sie nicht offen',
	not_for_you_text:
		'Sie sind angemeldet, aber was Sie aufgerufen haben, ist für andere. Fragen Sie, wer diese Seite betreibt, oder melden Sie sich mit einem anderen Konto an.',
	not_for_you_do: 'Abmelden',
	gone_title: 'Das hat zu lange gedauert',
	gone_text:
		'Dieser Weg gilt einmal, eine Minute lang, und in dem Browser, der ihn begonnen hat. Beginnen Sie neu.',
	gone_do: 'Neu beginnen',
	sign_out_title: 'Abmelden?',
	sign_out_text:
		'Sie werden hier abgemeldet, und von allem, was Sie in diesem Browser auf dieselbe Weise geöffnet haben.',
	sign_out_do: 'Abmelden',
	signed_out_title: 'Sie sind abgemeldet',
	signed_out_text: 'Um hier weiterzumachen, melden Sie sich wieder an.',
	signed_out_do: 'Anmelden'
} satisfies Catalogue['site'];

/** Of `errors`. */
export const siteErrors = {
	'forward_auth.unclear':
		'Dieser Weg ist nicht vollständig. Gehen Sie zur Seite zurück, und beginnen Sie dort neu.',
	'forward_auth.gone':
		'Dieser Weg gilt einmal, und eine Minute lang. Gehen Sie zur Seite zurück, und beginnen Sie neu.',
	'forward_auth.not_a_proxy': 'Das darf nur ein Proxy fragen, dem hier vertraut wird.',
	'forward_auth.unknown_site': 'Diese Seite gibt es hier nicht.',
	'forward_auth.not_for_you':
		'Sie sind angemeldet, aber was Sie aufgerufen haben, ist für andere. Fragen Sie, wer jene Seite betreibt, oder verwenden Sie ein anderes Konto.',
	'forward_auth.second_factor_needed':
		'Jene Seite verlangt einen zweiten Faktor, und Ihr Konto hat keinen. Fügen Sie unter Sicherheit einen hinzu, und versuchen Sie es dann noch einmal.'
} as const;
