import type { Catalogue } from '../translator.ts';

export const door = {
	foot: 'Die Anmeldung übernimmt Latchkey.',
	other_way: 'Anderer Weg',
	start_again: 'Neu beginnen'
} satisfies Catalogue['door'];

export const sign_in = {
	title: 'Anmelden',
	lead_to: 'und weiter zu {application}',
	identifier: 'Benutzername oder E-Mail',
	identifier_missing: 'Geben Sie Ihren Benutzernamen oder Ihre E-Mail-Adresse ein.',
	next: 'Weiter',
	passkey: 'Mit Passkey anmelden',
	passkey_hint: 'Es genügen Fingerabdruck, Gesicht oder die PIN dieses Geräts.',
	with_password: 'Mit Passwort anmelden',
	password_title: 'Ihr Passwort',
	password: 'Passwort',
	password_missing: 'Geben Sie Ihr Passwort ein.',
	not_you: 'Nicht Sie?',
	change_identifier: 'Ändern',
	stay: 'Angemeldet bleiben',
	stay_hint: 'Nur in einem Browser, der Ihnen gehört.',
	submit: 'Anmelden',
	submitting: 'Sie werden angemeldet …',
	lost: 'Sie kommen nicht hinein?',
	no_account: 'Noch kein Konto?',
	create_account: 'Konto anlegen',
	signed_out: 'Sie sind abgemeldet.',
	session_ended: 'Ihre Sitzung ist zu Ende. Melden Sie sich an, um weiterzumachen.',
	expired: 'Das hat zu lange gedauert, der Versuch ist beendet. Beginnen Sie neu.'
} satisfies Catalogue['sign_in'];

export const sign_up = {
	title: 'Konto anlegen',
	lead: 'Ein Name, eine Adresse und ein eigener Schlüssel.',
	username: 'Benutzername',
	username_hint: 'Buchstaben, Ziffern, Punkte und Striche. Damit melden Sie sich an.',
	email: 'E-Mail',
	email_hint: 'Nur für Nachrichten zur Sicherheit Ihres Kontos.',
	display_name: 'Ihr Name',
	invitation: 'Einladung',
	invitation_hint: 'Der Code von der Person, die Sie eingeladen hat.',
	choose_title: 'Wie möchten Sie sich anmelden?',
	with_passkey: 'Passkey anlegen',
	with_passkey_hint: 'Nichts zu merken, nichts zu stehlen. Empfohlen.',
	with_password: 'Passwort wählen',
	with_password_hint: 'Einen Passkey können Sie später hinzufügen.',
	password: 'Passwort',
	password_hint: 'Mindestens {min} Zeichen. Gut sind ein paar Wörter ohne Zusammenhang.',
	password_weak: 'Leicht zu erraten. Nehmen Sie noch ein Wort dazu.',
	password_fair: 'Brauchbar. Länger ist besser.',
	password_strong: 'Schwer zu erraten.',
	submit: 'Konto anlegen',
	submitting: 'Wird angelegt …',
	have_account: 'Schon ein Konto?',
	sign_in: 'Anmelden',
	closed_title: 'Keine neuen Konten',
	closed: 'Neue Konten legen hier die Betreiber an. Fragen Sie dort nach.',
	invited_title: 'Nur mit Einladung',
	invited:
		'Für ein Konto brauchen Sie eine Einladung. Öffnen Sie den Link, den Sie bekommen haben.',
	check_mail_title: 'Sehen Sie in Ihr Postfach',
	check_mail:
		'Falls {email} noch frei war, ist das Konto bereit. Sonst haben wir dorthin geschrieben.'
} satisfies Catalogue['sign_up'];

export const verify = {
	title: 'Bestätigen Sie, dass Sie es sind',
	lead: 'Noch ein Nachweis, dann sind Sie drin.',
	step_up_title: 'Sind Sie es noch?',
	step_up_lead:
		'Diese Änderung ist heikel, darum fragen wir noch einmal. Das gilt dann {minutes} Minuten.',
	choose_title: 'Wählen Sie einen Weg',
	choose_lead: 'Jeder davon öffnet die Tür.',
	other_way: 'Anderen Weg nehmen',
	passkeys_title: 'Verwenden Sie Ihren Passkey',
	passkeys_lead: 'Ihr Browser fragt nach Fingerabdruck, Gesicht oder PIN.',
	passkeys_name: 'Passkey',
	passkeys_hint: 'Fingerabdruck, Gesicht oder PIN',
	totp_title: 'Geben Sie den Code ein',
	totp_lead:
		'Öffnen Sie Ihre Authenticator-App und tippen Sie die {length} Ziffern ab, die sie für Latchkey zeigt.',
	totp_name: 'Authenticator-App',
	totp_hint: 'Der Code, den sie gerade zeigt',
	'recovery-codes_title': 'Nehmen Sie einen Wiederherstellungscode',
	'recovery-codes_lead': 'Tippen Sie einen von Ihrer Liste ab. Jeder gilt nur einmal.',
	'recovery-codes_name': 'Wiederherstellungscode',
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
	as: 'Anmeldung als {name}'
} satisfies Catalogue['verify'];

export const recover = {
	title: 'Wieder hineinkommen',
	lead: 'Telefon oder Passkey verloren? Ein Wiederherstellungscode öffnet Ihr Konto einmal.',
	identifier: 'Benutzername oder E-Mail',
	code: 'Wiederherstellungscode',
	submit: 'Konto öffnen',
	submitting: 'Wird geprüft …',
	no_codes_title: 'Kein Code mehr da?',
	no_codes: 'Dann können nur die Betreiber dieses Dienstes helfen. Wenden Sie sich an sie.',
	after_title: 'Sie sind drin. Jetzt zum Schloss.',
	after:
		'Dieser Code ist verbraucht. Ersetzen Sie, was verloren ist, damit Sie nicht noch einen brauchen.',
	after_left:
		'{count, plural, =0 {Das war Ihr letzter Wiederherstellungscode.} one {Ein Wiederherstellungscode ist übrig.} other {# Wiederherstellungscodes sind übrig.}}',
	add_passkey: 'Passkey hinzufügen',
	add_totp: 'Authenticator-App hinzufügen',
	remove_lost: 'Verlorenes entfernen',
	later: 'Später'
} satisfies Catalogue['recover'];
