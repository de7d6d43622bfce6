import type { Catalogue } from '../translator.ts';

export const errors = {
	generic: 'Das hat nicht geklappt. Versuchen Sie es gleich noch einmal.',
	generic_with_id:
		'Das hat nicht geklappt. Versuchen Sie es noch einmal; wenn es wieder geschieht, melden Sie {requestId}.',
	title: 'Das hat nicht geklappt',
	'kind.invalid': 'Etwas im Formular stimmt nicht. Prüfen Sie es und senden Sie es noch einmal.',
	'kind.unauthenticated':
		'Sie sind nicht mehr angemeldet. Melden Sie sich an und wiederholen Sie es.',
	'kind.step-up-required': 'Bestätigen Sie, dass Sie es sind, und wiederholen Sie es dann.',
	'kind.forbidden': 'Das darf Ihr Konto nicht.',
	'kind.not-found': 'Das gibt es hier nicht mehr. Laden Sie die Seite neu.',
	'kind.conflict': 'Das hat sich inzwischen geändert. Laden Sie die Seite neu.',
	'kind.expired': 'Das hat zu lange gedauert. Beginnen Sie neu.',
	'kind.throttled': 'Zu viele Versuche. Warten Sie ein paar Minuten.',
	'kind.unavailable':
		'Wir erreichen unsere Daten gerade nicht. Versuchen Sie es gleich noch einmal.',
	'sign_in.not_accepted': 'Diese Kombination stimmt nicht. Prüfen Sie beides.',
	'sign_in.passkey_not_accepted': 'Dieser Passkey öffnet hier kein Konto.',
	'challenges.unknown': 'Dieser Versuch ist vorbei. Beginnen Sie neu.',
	'challenges.expired': 'Das hat zu lange gedauert. Beginnen Sie neu.',
	'challenges.attempts_spent': 'Zu viele falsche Antworten. Beginnen Sie neu.',
	'challenges.no_factor_enrolled':
		'Ihr Konto hat nichts, womit Sie antworten könnten. Nehmen Sie einen Wiederherstellungscode.',
	'challenges.method_not_offered':
		'Dieser Weg steht Ihnen jetzt nicht offen. Wählen Sie einen anderen.',
	'accounts.username_taken': 'Dieser Benutzername ist vergeben. Wählen Sie einen anderen.',
	'accounts.username_invalid': 'Nehmen Sie nur Buchstaben, Ziffern, Punkte und Striche.',
	'accounts.email_invalid': 'Das sieht nicht nach einer E-Mail-Adresse aus.',
	'accounts.sign_up_closed': 'Es werden keine neuen Konten angelegt.',
	'accounts.invitation_required': 'Für ein Konto brauchen Sie hier eine Einladung.',
	'invitations.unknown': 'Diese Einladung gilt nicht. Bitten Sie um eine neue.',
	'invitations.expired': 'Diese Einladung ist abgelaufen. Bitten Sie um eine neue.',
	'invitations.used': 'Diese Einladung wurde schon eingelöst. Bitten Sie um eine neue.',
	'passwords.too_short': 'Zu kurz. Nehmen Sie mindestens {min} Zeichen.',
	'passwords.too_long': 'Zu lang. Nehmen Sie höchstens {max} Zeichen.',
	'passwords.too_common': 'Zu leicht zu erraten. Nehmen Sie etwas, das nur Ihnen einfällt.',
	'passwords.leaked': 'Dieses Passwort steht auf Listen gestohlener. Wählen Sie ein anderes.',
	'passwords.last_way_in':
		'Fügen Sie zuerst einen Passkey hinzu: ohne ihn kämen Sie nicht mehr hinein.',
	'factors.last_way_in':
		'Das ist Ihr einziger Weg hinein. Fügen Sie einen anderen hinzu, bevor Sie ihn entfernen.',
	'enrolment.expired': 'Das hat zu lange gedauert. Beginnen Sie neu; es wurde nichts gespeichert.',
	'enrolment.not_accepted':
		'Das stimmte nicht. Es wurde nichts gespeichert; versuchen Sie es noch einmal.',
	'enrolment.already_enrolled': 'Dieser Passkey gehört schon zu Ihrem Konto.',
	'enrolment.too_many': 'Mehr davon bewahren wir nicht auf. Entfernen Sie zuerst etwas.',
	'recovery.not_accepted': 'Diese Kombination stimmt nicht, oder der Code ist schon verbraucht.',
	'throttling.exhausted': 'Zu viele Versuche. Warten Sie ein paar Minuten.'
} satisfies Catalogue['errors'];

export const faults = {
	not_found_title: 'Hier ist keine Tür',
	not_found: 'Unter dieser Adresse gibt es nichts. Der Link ist vielleicht alt oder vertippt.',
	forbidden_title: 'Nicht Ihre Tür',
	forbidden: 'Ihr Konto darf diese Seite nicht öffnen.',
	unavailable_title: 'Gleich wieder da',
	unavailable:
		'Wir erreichen unsere Daten nicht und lassen deshalb gerade niemanden hinein. Ihr Konto und Ihre Sitzungen sind sicher.',
	expired_title: 'Das hat zu lange gedauert',
	expired: 'Der Versuch ist beendet. Beginnen Sie neu; es hat sich nichts geändert.',
	throttled_title: 'Eine kurze Pause',
	throttled: 'Von hier kamen zu viele Versuche. Warten Sie ein paar Minuten.',
	offline: 'Sie sind offline. Was Sie sehen, ist vielleicht alt; Änderungen müssen warten.',
	broken_title: 'Etwas ist kaputt',
	broken:
		'Der Fehler liegt bei uns, nicht bei Ihnen. Versuchen Sie es noch einmal; wenn es wieder geschieht, melden Sie die Nummer unten.',
	request_id: 'Nummer für Ihre Meldung',
	to_start: 'Zur Startseite',
	try_again: 'Noch einmal versuchen'
} satisfies Catalogue['faults'];
