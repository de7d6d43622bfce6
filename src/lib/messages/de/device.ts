import type { Catalogue } from '../translator.ts';

export const device = {
	title: 'Gerät anmelden',
	lead: 'Geben Sie den Code ein, den das Gerät oder Programm zeigt.',
	code: 'Code auf dem Gerät',
	code_hint: 'Acht Buchstaben, etwa BCDF-GHJK',
	find: 'Weiter',
	confirm_title: '{client} auf einem Gerät anmelden?',
	confirm_lead: 'Ein Gerät oder Programm möchte bei Ihrem Konto angemeldet werden.',
	compare: 'Es muss genau diesen Code zeigen:',
	client: 'Anwendung',
	address: 'Fragt von der Adresse',
	since: 'Wartet seit',
	warning_title: 'Haben Sie das selbst begonnen?',
	warning:
		'Erlauben Sie es nur, wenn Sie das eben auf einem eigenen Gerät oder Programm begonnen haben. Hat Ihnen jemand diesen Code geschickt oder vorgelesen, ist es dessen Gerät: Wem Sie es erlauben, der kommt in Ihr Konto.',
	learns: '{client} würde erfahren:',
	allow: 'Erlauben',
	decline: 'Nicht erlauben',
	as: 'Sie sind angemeldet als {username}.',
	other: 'Anderes Konto verwenden',
	weak_title: '{client} verlangt einen zweiten Faktor',
	weak: 'Ihr Konto hat noch keinen. Fügen Sie einen hinzu, etwa einen Passkey oder eine Authenticator-App; dann geht es weiter.',
	weak_add: 'Zweiten Faktor hinzufügen',
	weak_then: 'Ich habe einen hinzugefügt',
	allowed_title: 'Zurück zum Gerät',
	allowed:
		'Es ist erlaubt und geht dort in wenigen Sekunden von selbst weiter. Sie können diese Seite schließen.',
	declined_title: 'Es wurde nicht angemeldet',
	declined:
		'Das Gerät bekommt nichts. Wenn Sie das nicht begonnen haben, wollte vielleicht jemand in Ihr Konto: Geben Sie niemandem einen Code, der danach fragt.',
	again: 'Anderen Code eingeben'
} satisfies Catalogue['device'];

/** Of `errors`. */
export const deviceErrors = {
	'devices.unknown_code':
		'Mit diesem Code wartet kein Gerät. Vergleichen Sie ihn; stimmt er, wurde er verwendet oder ist zu alt: Beginnen Sie auf dem Gerät neu.'
} as const;
