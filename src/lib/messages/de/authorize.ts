import type { Catalogue } from '../translator.ts';

export const authorize = {
	title: 'Bei {client} anmelden?',
	lead: '{client} fragt uns, wer Sie sind.',
	learns: 'Die Anwendung würde erfahren:',
	'scope.openid': 'dass Sie hier ein Konto haben, durch eine Nummer',
	'scope.profile': 'Ihren Namen und Benutzernamen',
	'scope.email': 'Ihre E-Mail-Adresse',
	'scope.groups': 'die Gruppen, in denen Sie hier sind',
	allow: 'Erlauben',
	decline: 'Nicht erlauben',
	as: 'Sie sind angemeldet als {username}.',
	other: 'Anderes Konto verwenden',
	continue_title: 'Weiter zu {client}',
	continue_lead: 'Wenn nichts geschieht, gehen Sie selbst weiter.',
	continue: 'Weiter zu {client}',
	weak_title: '{client} verlangt einen zweiten Faktor',
	weak: 'Ihr Konto hat noch keinen. Fügen Sie einen hinzu, etwa einen Passkey oder eine Authenticator-App; dann geht es weiter.',
	weak_add: 'Zweiten Faktor hinzufügen',
	weak_then: 'Ich habe einen hinzugefügt',
	back: 'Zurück zu {client}',
	leave_title: 'Abmelden?',
	leave_lead: '{client} bittet uns, Sie abzumelden.',
	leave:
		'Sie werden hier abgemeldet, und bei den Anwendungen, in die Sie von hier aus gegangen sind.',
	leave_submit: 'Abmelden',
	leave_stay: 'Angemeldet bleiben',
	left_title: 'Sie sind abgemeldet'
} satisfies Catalogue['authorize'];
