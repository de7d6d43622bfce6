import type { Catalogue } from '../translator.ts';

export const authorize = {
	title: 'Bei {client} anmelden?',
	lead: '{client} fragt uns, wer Sie sind.',
	learns: 'Die Anwendung würde erfahren:',
	'scope.openid': 'dass Sie hier ein Konto haben (als Nummer)',
	'scope.profile': 'Ihren Namen und Benutzernamen',
	'scope.email': 'Ihre E-Mail-Adresse',
	'scope.groups': 'die Gruppen, in denen Sie hier sind',
	offline:
		'Sie darf auch handeln, während Sie abgemeldet sind: bis Sie das zurücknehmen, Ihr Passwort ändern oder sich überall abmelden, höchstens dreißig Tage lang.',
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
	leave_lead_unknown: 'Eine fremde Seite bittet uns, Sie abzumelden.',
	leave:
		'Damit werden Sie hier abgemeldet und bei den Anwendungen, in die Sie von hier aus gegangen sind.',
	leave_or: 'Oder es ändert sich nichts:',
	leave_submit: 'Abmelden',
	leave_stay: 'Angemeldet bleiben, zu Ihrem Konto',
	leave_stay_back: 'Angemeldet bleiben, zurück zu {client}',
	left_title: 'Sie sind abgemeldet'
} satisfies Catalogue['authorize'];

/** Of `errors`. */
export const authorizeErrors = {
	'authorizations.gone':
		'Diese Anfrage ist vorbei. Gehen Sie zurück zur Anwendung und melden Sie sich von dort noch einmal an.',
	'authorizations.malformed':
		'Die Anwendung, von der Sie kommen, hat auf eine Weise gefragt, die wir nicht annehmen. Gehen Sie zu ihr zurück und versuchen Sie es noch einmal.',
	'authorizations.malformed.owner':
		'Für die Betreiber der Anwendung: Was falsch war, steht im Protokoll dieses Dienstes unter der Nummer hier.',
	'authorizations.unknown_client':
		'Wir kennen die Anwendung nicht, von der Sie kommen, und können Sie darum nicht bei ihr anmelden. Sie hat nichts über Sie erfahren. Sagen Sie es denen, die sie betreiben.',
	'authorizations.unknown_client.owner':
		'Für die Betreiber der Anwendung: Ihre client_id ist hier nicht eingetragen oder wurde abgeschaltet. Im Protokoll dieses Dienstes steht diese Anfrage unter der Nummer hier.',
	'authorizations.unregistered_address':
		'Die Anwendung will Sie an eine Adresse zurückschicken, die für sie nicht eingetragen ist. Darum schicken wir Sie nirgendwohin: Die Adresse könnte jemand anderem gehören. Öffnen Sie die Anwendung selbst und versuchen Sie es noch einmal. Hilft das nicht, sagen Sie es denen, die sie betreiben.',
	'authorizations.unregistered_address.owner':
		'Für die Betreiber der Anwendung: Ihre redirect_uri muss Buchstabe für Buchstabe eingetragen sein, mit Port und Schrägstrich am Ende. Im Protokoll dieses Dienstes steht diese Anfrage unter der Nummer hier.',
	'leaving.gone': 'Das hat zu lange gedauert. Abmelden können Sie sich in Ihrem Konto.',
	'clients.not_accepted': 'Diese Anwendung ist hier nicht bekannt.',
	'ended_tokens.not_accepted': 'Das ist für eine API, die das Geheimnis ihres Clients zeigt.',
	'ended_tokens.too_many': 'Diese API hört schon oft genug zu.',
	'ended_tokens.leaving':
		'Dieser Prozess endet gleich. Bitte versuchen Sie es in einem Moment noch einmal.',
	'clients.unknown': 'Diese Anwendung gibt es nicht.',
	'clients.id_taken': 'Dieser Name ist vergeben, jetzt oder früher.',
	'clients.settings_not_allowed': 'An dieser Anwendung stimmt etwas nicht.',
	'clients.no_secret': 'Diese Anwendung hat kein Geheimnis.',
	'clients.required': 'Das ist für Anwendungen, die hier bekannt sind.'
} as const;
