import type { Catalogue } from '../translator.ts';

export const overview = {
	title: 'Guten Tag, {name}',
	lead: 'Wie es um Ihr Konto steht, auf einen Blick.',
	strong_title: 'Gut verschlossen',
	strong: 'Sie haben zwei Wege hinein und einen zurück. Es gibt nichts zu tun.',
	fair_title: 'Verschlossen, mit einer Schwachstelle',
	weak_title: 'Nur ein Passwort davor',
	weak: 'Wer Ihr Passwort erfährt, kommt hinein. Fügen Sie einen zweiten Faktor hinzu.',
	advice_title: 'Das lohnt sich',
	advise_passkey_title: 'Passkey hinzufügen',
	advise_passkey: 'Schneller als ein Passwort, und niemand kann ihn abfangen.',
	advise_second_passkey_title: 'Zweiten Passkey hinzufügen',
	advise_second_passkey: 'Geht dieser verloren, öffnet der andere noch die Tür.',
	advise_factor_title: 'Zweiten Faktor hinzufügen',
	advise_factor: 'Einen Passkey oder eine Authenticator-App, neben Ihrem Passwort.',
	advise_codes_title: 'Wiederherstellungscodes drucken',
	advise_codes: 'Der Weg zurück, wenn alles andere verloren ist.',
	advise_codes_few_title: 'Neue Wiederherstellungscodes erzeugen',
	advise_codes_few:
		'{count, plural, =0 {Es ist keiner mehr übrig.} one {Es ist nur noch einer übrig.} other {Es sind nur noch # übrig.}}',
	factors:
		'{count, plural, =0 {Kein zweiter Faktor} one {Ein zweiter Faktor} other {# zweite Faktoren}}',
	sessions: '{count, plural, one {Eine Sitzung} other {# Sitzungen}}',
	last_sign_in: 'Letzte Anmeldung',
	recent_title: 'In letzter Zeit',
	recent_all: 'Alle Aktivitäten'
} satisfies Catalogue['overview'];

export const security = {
	title: 'Sicherheit',
	lead: 'Alles, was Ihr Konto öffnet. Vor jeder Änderung fragen wir nach einem frischen Nachweis.',
	passkeys_title: 'Passkeys',
	passkeys_lead: 'Anmelden mit Fingerabdruck, Gesicht oder der PIN Ihres Geräts.',
	passkeys_add: 'Passkey hinzufügen',
	passkeys_empty_title: 'Noch kein Passkey',
	passkeys_empty: 'Mit einem Passkey gibt es kein Passwort, das man vergessen oder stehlen könnte.',
	passkey_synced: 'Synchronisiert',
	passkey_synced_hint: 'Ihr Passwortmanager bringt ihn auf Ihre anderen Geräte.',
	passkey_bound: 'Nur dieses Gerät',
	passkey_bound_hint: 'Er bleibt auf dem Gerät oder Schlüssel, auf dem er angelegt wurde.',
	passkey_single:
		'Ein einziger Passkey kann verloren gehen. Fügen Sie einen zweiten hinzu oder bewahren Sie Wiederherstellungscodes auf.',
	totp_title: 'Authenticator-Apps',
	totp_lead: 'Ein sechsstelliger Code aus einer App auf Ihrem Telefon.',
	totp_add: 'App hinzufügen',
	totp_empty_title: 'Noch keine Authenticator-App',
	totp_empty: 'Geeignet ist jede App, die QR-Codes für Anmeldecodes einliest.',
	codes_title: 'Wiederherstellungscodes',
	codes_lead: 'Für den Tag, an dem nichts anderes geht. Jeder öffnet Ihr Konto einmal.',
	codes_left: '{count, plural, =0 {Keiner} other {#}} von {total} übrig',
	codes_made: 'Erzeugt {when}',
	codes_make: 'Wiederherstellungscodes erzeugen',
	codes_remake: 'Neue Codes erzeugen',
	codes_none: 'Sie haben keine.',
	codes_few:
		'{count, plural, =0 {Sie haben keinen Wiederherstellungscode mehr.} one {Sie haben noch einen Wiederherstellungscode.} other {Sie haben noch # Wiederherstellungscodes.}} Erzeugen Sie neue, solange es geht.',
	password_title: 'Passwort',
	password_lead: 'Wirkt zusammen mit einem zweiten Faktor.',
	password_set: 'Geändert {when}',
	password_none: 'Sie melden sich ohne Passwort an.',
	password_change: 'Passwort ändern',
	password_add: 'Passwort festlegen',
	password_remove: 'Passwort entfernen',
	password_current: 'Bisheriges Passwort',
	password_new: 'Neues Passwort',
	password_changed: 'Ihr Passwort ist geändert. Ihre anderen Sitzungen sind beendet.',
	password_removed: 'Ihr Passwort ist entfernt. Sie melden sich mit Ihrem Passkey an.',
	added: 'Hinzugefügt {when}',
	used: 'Zuletzt benutzt {when}',
	unused: 'Nie benutzt',
	rename_title: '{name} umbenennen',
	rename_label: 'Name',
	rename_hint: 'Etwas, woran Sie ihn wiedererkennen, etwa „Laptop im Büro“.',
	remove_title: '{name} entfernen?',
	remove_passkey:
		'Er öffnet Ihr Konto dann nicht mehr. Löschen Sie ihn auch im Passwortmanager; das können wir von hier aus nicht.',
	remove_totp:
		'Ihre Codes gelten sofort nicht mehr. Danach können Sie den Eintrag in der App löschen.',
	remove_last: 'Es ist Ihr letzter zweiter Faktor. Danach genügt Ihr Passwort allein.',
	remove_confirm: 'Entfernen',
	remove_password_title: 'Passwort entfernen?',
	remove_password:
		'Danach melden Sie sich nur noch mit einem Passkey an. Sie können wieder ein Passwort festlegen.',
	remake_title: 'Neue Wiederherstellungscodes erzeugen?',
	remake:
		'Die alten Codes gelten nicht mehr, sobald die neuen zu sehen sind. Vernichten Sie die alte Liste.',
	removed: '{name} ist entfernt.',
	renamed: 'Der neue Name ist {name}.',
	enrolled: '{name} ist einsatzbereit.'
} satisfies Catalogue['security'];

export const enrol = {
	passkey_title: 'Passkey hinzufügen',
	passkey_lead:
		'Ihr Browser fragt, wo er liegen soll, und dann nach Fingerabdruck, Gesicht oder PIN.',
	passkey_where:
		'Auf diesem Gerät, im Passwortmanager, auf einem Telefon oder einem Sicherheitsschlüssel.',
	passkey_submit: 'Passkey anlegen',
	name_title: 'Geben Sie ihm einen Namen',
	name_lead: 'Damit Sie ihn unter den anderen wiedererkennen.',
	name_label: 'Name',
	name_submit: 'Namen speichern',
	totp_title: 'Authenticator-App hinzufügen',
	totp_scan_title: 'Lesen Sie diesen Code mit Ihrer App ein',
	totp_scan: 'Fügen Sie in der App ein Konto hinzu und halten Sie die Kamera hierher.',
	totp_qr_label: 'QR-Code für Ihre Authenticator-App. Dasselbe Geheimnis steht unten als Text.',
	totp_tap: 'In der App auf diesem Gerät öffnen',
	totp_secret_title: 'Einlesen geht nicht?',
	totp_secret: 'Tippen Sie dieses Geheimnis in die App. Zeitbasiert, 6 Ziffern, 30 Sekunden.',
	totp_secret_label: 'Geheimnis',
	totp_confirm_title: 'Geben Sie den Code ein, den sie zeigt',
	totp_confirm:
		'So wissen wir, dass die App und wir uns einig sind. Vorher wird nichts gespeichert.',
	totp_submit: 'Bestätigen',
	totp_label: 'Name der App oder des Telefons',
	step_scan: 'Einlesen',
	step_confirm: 'Bestätigen',
	codes_next_title: 'Nun der Weg zurück',
	codes_next:
		'Ein Telefon kann verloren gehen. Erzeugen Sie Wiederherstellungscodes und bewahren Sie sie woanders auf.'
} satisfies Catalogue['enrol'];

export const codes = {
	title: 'Ihre Wiederherstellungscodes',
	once_title: 'Sie sehen sie nur jetzt',
	once: 'Drucken Sie sie aus oder bewahren Sie sie sicher auf. Wir speichern sie nicht lesbar und können sie nicht noch einmal zeigen.',
	list_label: 'Wiederherstellungscodes',
	copy: 'Alle kopieren',
	download: 'Herunterladen',
	print: 'Drucken',
	file_title: 'Wiederherstellungscodes für Latchkey',
	file_account: 'Konto: {account}',
	file_made: 'Erzeugt: {date}',
	file_note:
		'Jeder Code gilt einmal. Bewahren Sie dieses Blatt dort auf, wo sonst niemand nachsieht.',
	left: '{count, plural, =0 {Kein Code übrig} one {Ein Code übrig} other {# Codes übrig}}',
	few_title: 'Es werden wenige',
	few: '{count, plural, =0 {Es ist kein Wiederherstellungscode mehr übrig.} one {Es ist noch ein Wiederherstellungscode übrig.} other {Es sind noch # Wiederherstellungscodes übrig.}} Erzeugen Sie bald neue.',
	kept: 'Ich bewahre sie sicher auf',
	kept_missing:
		'Bestätigen Sie, dass Sie sie aufbewahrt haben. Wir können sie nicht noch einmal zeigen.',
	done: 'Fertig'
} satisfies Catalogue['codes'];
