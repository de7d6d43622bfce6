import type { Catalogue } from '../translator.ts';

export const door = {
	foot: 'Die Anmeldung übernimmt Latchkey.',
	start_again: 'Neu beginnen'
} satisfies Catalogue['door'];

export const sign_in = {
	title: 'Anmelden',
	identifier: 'Benutzername oder E-Mail',
	passkey: 'Mit Passkey anmelden',
	passkey_hint: 'Fingerabdruck, Gesicht oder PIN',
	passkey_not_accepted: 'Dieser Passkey öffnet hier kein Konto.',
	with_password: 'oder mit Passwort',
	password: 'Passwort',
	stay: 'Angemeldet bleiben',
	stay_hint: 'Nur in einem Browser, der Ihnen gehört.',
	submit: 'Anmelden',
	submitting: 'Sie werden angemeldet …',
	lost: 'Sie kommen nicht hinein?',
	no_account: 'Noch kein Konto?',
	create_account: 'Konto anlegen',
	signed_out: 'Sie sind abgemeldet.',
	account_deleted: 'Ihr Konto ist gelöscht. Nichts davon öffnet mehr.',
	session_ended: 'Ihre Sitzung ist beendet. Melden Sie sich an, um fortzufahren.'
} satisfies Catalogue['sign_in'];

export const sign_up = {
	title: 'Konto anlegen',
	lead: 'Ein Name, eine Adresse und ein eigener Schlüssel.',
	admin_title: 'Sie führen hier das Haus',
	admin: 'Mit diesem Link werden Sie Administrator.',
	username: 'Benutzername',
	username_hint: 'Buchstaben, Ziffern, Punkte und Striche. Damit melden Sie sich an.',
	email: 'E-Mail',
	email_hint: 'Nur für Nachrichten zur Sicherheit Ihres Kontos.',
	display_name: 'Ihr Name',
	with_passkey: 'Passkey anlegen',
	with_passkey_hint: 'Nichts zu merken, nichts zu stehlen. Empfohlen.',
	passkey_instead: 'Stattdessen einen Passkey anlegen',
	with_password: 'Passwort wählen',
	password: 'Passwort',
	password_hint: 'Mindestens {minimum} Zeichen. Gut sind ein paar Wörter ohne Zusammenhang.',
	submit: 'Konto anlegen',
	submitting: 'Wird angelegt …',
	have_account: 'Schon ein Konto?',
	sign_in: 'Anmelden',
	closed_title: 'Keine neuen Konten',
	closed: 'Neue Konten legen hier die Betreiber an. Fragen Sie dort nach.',
	uninvited_title: 'Nur mit Einladung',
	uninvited:
		'Für ein Konto brauchen Sie eine Einladung. Öffnen Sie den Link, den Sie bekommen haben.',
	invitation_spent_title: 'Diese Einladung gilt nicht mehr',
	invitation_spent:
		'Sie wurde schon benutzt, vielleicht von Ihnen, oder zurückgezogen, oder sie ist zu alt.',
	ask_anew: 'Bitten Sie um eine neue.',
	without_invitation: 'Konto ohne Einladung anlegen',
	signed_in_title: 'Sie sind schon angemeldet',
	signed_in:
		'Sie sind als {account} angemeldet. Melden Sie sich ab, um mit dieser Einladung ein anderes Konto anzulegen.',
	sign_out: 'Abmelden und Einladung annehmen',
	signing_out: 'Sie werden abgemeldet …',
	to_account: 'Zu Ihrem Konto',
	codes_lead:
		'Ihr Konto ist bereit. Geht Ihr Passkey verloren, kommen Sie mit einem dieser Codes hinein. Jeder gilt einmal.',
	codes_leave:
		'Ihre Wiederherstellungscodes sind noch nicht aufbewahrt und werden nur jetzt gezeigt. Trotzdem gehen?'
} satisfies Catalogue['sign_up'];

export const verify = {
	title: 'Bestätigen Sie, dass Sie es sind',
	step_up_title: 'Sind Sie es noch?',
	step_up_lead: 'Was Sie vorhaben, ist heikel, darum fragen wir noch einmal.',
	progress: 'Schritt {step} von {of}',
	signed_in_as: 'Angemeldet als',
	other_way: 'Anderen Weg nehmen',
	passkeys_title: 'Verwenden Sie Ihren Passkey',
	passkeys_lead: 'Ihr Browser fragt nach Fingerabdruck, Gesicht oder PIN.',
	passkeys_name: 'Passkey',
	passkeys_hint: 'Fingerabdruck, Gesicht oder PIN',
	totp_title: 'Geben Sie den Code ein',
	totp_lead:
		'Öffnen Sie Ihre Authenticator-App und tippen Sie die {length} Ziffern ab, die sie für {product} zeigt.',
	totp_name: 'Authenticator-App',
	totp_hint: 'Der Code, den sie gerade zeigt',
	'recovery-codes_title': 'Nehmen Sie einen Wiederherstellungs\u00ADcode',
	'recovery-codes_lead': 'Tippen Sie einen von Ihrer Liste ab. Jeder gilt nur einmal.',
	'recovery-codes_name': 'Wiederherstellungs\u00ADcode',
	'recovery-codes_hint': 'Einer von der Liste, die Sie aufbewahren',
	passwords_title: 'Geben Sie Ihr Passwort ein',
	passwords_lead: 'Das Passwort dieses Kontos.',
	passwords_name: 'Passwort',
	passwords_hint: 'Das Passwort dieses Kontos',
	password_label: 'Passwort',
	submit: 'Weiter',
	submitting: 'Wird geprüft …',
	tries_left:
		'{count, plural, one {Sie haben noch einen Versuch.} other {Sie haben noch # Versuche.}}',
	spent_title: 'Zu viele Versuche',
	spent: 'Dieser Versuch ist beendet. Beginnen Sie neu; Ihrem Konto ist nichts geschehen.',
	gone_title: 'Dieser Versuch ist vorbei',
	gone: 'Er dauerte zu lange oder wurde in einem anderen Tab beendet. Beginnen Sie neu; nichts hat sich geändert.'
} satisfies Catalogue['verify'];

export const recover = {
	title: 'Wieder hineinkommen',
	lead: 'Telefon oder Passkey verloren? Ein Wiederherstellungscode öffnet Ihr Konto einmal, zusammen mit Ihrem Passwort, falls Sie eines haben.',
	identifier: 'Benutzername oder E-Mail',
	password: 'Passwort',
	password_hint: 'Leer lassen, wenn Ihr Konto keines hat.',
	submit: 'Konto öffnen',
	submitting: 'Wird geprüft …',
	not_accepted:
		'Das passt nicht zusammen, oder der Code ist schon verbraucht. Prüfen Sie alle drei.',
	no_codes_title: 'Kein Code mehr da?',
	no_codes: 'Dann können nur die Betreiber dieses Dienstes helfen. Wenden Sie sich an sie.',
	found: 'Doch noch gefunden?',
	sign_in: 'Anmelden'
} satisfies Catalogue['recover'];

export const new_password = {
	title: 'Wählen Sie ein anderes Passwort',
	compromised:
		'Jemand anderes kennt vielleicht Ihr Passwort, darum öffnet es Ihr Konto nicht mehr. Wählen Sie eines, das Sie sonst nirgends benutzen.',
	common:
		'Ihr Passwort gehört zu denen, die zuerst probiert werden. Wählen Sie eines, auf das nur Sie kommen.',
	field: 'Neues Passwort',
	hint: 'Mindestens {min} Zeichen. Ein paar Wörter ohne Zusammenhang eignen sich gut.',
	submit: 'Speichern und weiter',
	after: 'Alle Ihre anderen Sitzungen enden, wenn Sie es speichern.',
	later: 'Nicht jetzt: zurück zur Anmeldung'
} satisfies Catalogue['new_password'];
