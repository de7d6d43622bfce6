import type { Catalogue } from '../translator.ts';

export const common = {
	skip_to_content: 'Zum Inhalt',
	home: 'Latchkey, zur Startseite',
	language: 'Sprache',
	continue: 'Weiter',
	cancel: 'Abbrechen',
	back: 'Zurück',
	save: 'Speichern',
	saved: 'Gespeichert.',
	saving: 'Wird gespeichert …',
	done: 'Fertig',
	close: 'Schließen',
	remove: 'Entfernen',
	rename: 'Umbenennen',
	working: 'Einen Moment …',
	optional: 'freiwillig',
	or: 'oder',
	copy: 'Kopieren',
	copied: 'Kopiert',
	copy_failed: 'Bitte markieren und von Hand kopieren',
	download: 'Herunterladen',
	print: 'Drucken',
	show_password: 'Passwort anzeigen',
	caps_lock: 'Die Feststelltaste ist an.',
	just_now: 'gerade eben',
	never: 'nie',
	unknown: 'unbekannt',
	needs_script:
		'Dieser Schritt braucht JavaScript. Schalten Sie es ein oder nehmen Sie einen anderen Weg.'
} satisfies Catalogue['common'];

export const methods = {
	passkeys: 'Passkey',
	totp: 'Authenticator-App',
	'recovery-codes': 'Wiederherstellungscode',
	passwords: 'Passwort',
	phones: 'Telefon',
	'photo-codes': 'Fotocode',
	'mail-codes': 'Code per E-Mail',
	'text-codes': 'Code per SMS',
	phone_default: 'Telefon',
	totp_default: 'Authenticator-App',
	mail_default: 'Code per E-Mail',
	text_default: 'Code per SMS',
	passkey_default: 'Passkey',
	security_key_default: 'Sicherheitsschlüssel'
} satisfies Catalogue['methods'];

export const nav = {
	label: 'Konto',
	overview: 'Übersicht',
	security: 'Sicherheit',
	sessions: 'Sitzungen',
	applications: 'Anwendungen',
	activity: 'Aktivität',
	profile: 'Profil',
	admin: 'Verwaltung',
	account_menu: 'Kontomenü',
	signed_in_as: 'Angemeldet als',
	sign_out: 'Abmelden',
	signing_out: 'Sie werden abgemeldet …'
} satisfies Catalogue['nav'];

export const prompts = {
	code_label: 'Code',
	code_hint: '{length} Ziffern. Leerzeichen stören nicht.',
	recovery_label: 'Wiederherstellungscode',
	recovery_hint: 'Wie auf Ihrer Liste; Striche und Kleinbuchstaben sind in Ordnung.',
	code_checking: 'Wird geprüft…',
	sent_to: 'Wir haben einen Code an {to} gesendet. Das kann eine Minute dauern.',
	sent_missing_mail:
		'Keine E-Mail da? Sehen Sie bei unerwünschter Post nach, oder fordern Sie nach {seconds} Sekunden einen neuen Code an. Codes, die Sie haben, gelten weiter.',
	sent_missing_text:
		'Keine SMS da? Sehen Sie nach, ob Ihr Telefon Empfang hat, oder fordern Sie nach {seconds} Sekunden einen neuen Code an. Codes, die Sie haben, gelten weiter.',
	sent_again: 'Neuen Code senden',
	sent_sending: 'Wird gesendet…',
	code_submit: 'Weiter',
	passkey_get: 'Passkey verwenden',
	passkey_create: 'Passkey anlegen',
	passkey_waiting: 'Folgen Sie dem Hinweis Ihres Browsers …',
	passkey_checking: 'Wird geprüft …',
	passkey_retry: 'Noch einmal',
	passkey_cancelled:
		'Es wurde kein Passkey verwendet. Versuchen Sie es noch einmal oder nehmen Sie einen anderen Weg.',
	passkey_create_cancelled:
		'Es wurde kein Passkey angelegt. Nichts hat sich geändert; Sie können es jederzeit wieder versuchen.',
	passkey_exists: 'Auf diesem Gerät liegt schon ein Passkey für Ihr Konto.',
	passkey_unsupported:
		'Dieser Browser kann keine Passkeys. Nehmen Sie einen anderen Weg oder einen anderen Browser.',
	passkey_wrong_place:
		'Unter dieser Adresse funktionieren Passkeys nicht. Prüfen Sie die Adresszeile.',
	passkey_failed:
		'Mit dem Passkey hat es nicht geklappt. Versuchen Sie es noch einmal oder nehmen Sie einen anderen Weg.'
} satisfies Catalogue['prompts'];
