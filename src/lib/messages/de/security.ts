import type { Catalogue } from '../translator.ts';

export const security = {
	title: 'Sicherheit',
	lead: 'Alles, was Ihr Konto öffnet. Vor einer Änderung fragen wir vielleicht nach einem frischen Nachweis.',
	secure_title: 'Verschließen Sie Ihr Konto wieder',
	secure:
		'Wer darin war, hat vielleicht etwas geändert. Ändern Sie Ihr Passwort, entfernen Sie unten jeden Passkey und jede App, die Sie nicht kennen, und erzeugen Sie neue Wiederherstellungscodes.',
	secure_do: 'Passwort ändern',
	returning_title: 'Jemand wartet darauf, allein per E\u2011Mail in dieses Konto zu kommen',
	returning_from: 'Wer Ihr Postfach liest, kann es öffnen ab:',
	returning:
		'Es endet von selbst, wenn Sie sich neu anmelden. Wenn Sie das nicht waren, sehen Sie nach, wer Ihr Postfach lesen kann.',
	returning_stop: 'Anhalten',
	recovered_title: 'Sie sind wieder da',
	recovered: 'Ersetzen Sie, was verloren ging, damit Sie diesen Weg nicht noch einmal brauchen.',
	recovered_factor:
		'Entfernen Sie danach unten das Verlorene und erzeugen Sie neue Wiederherstellungscodes.',
	passkeys_title: 'Passkeys',
	passkeys_lead: 'Anmelden mit Fingerabdruck, Gesicht oder der PIN Ihres Geräts.',
	passkeys_add: 'Passkey hinzufügen',
	passkeys_empty_title: 'Noch kein Passkey',
	passkeys_empty: 'Mit einem Passkey gibt es kein Passwort, das man vergessen oder stehlen könnte.',
	passkey_synced: 'Synchronisiert',
	passkey_synced_hint: 'Ihr Passwortmanager bringt ihn auf Ihre anderen Geräte.',
	passkey_bound: 'Nur dieses Gerät',
	passkey_bound_hint: 'Er bleibt auf dem Gerät oder Schlüssel, auf dem er angelegt wurde.',
	copied_badge: 'Bitte prüfen',
	copied_title: 'Dieser Passkey wurde vielleicht kopiert',
	copied:
		'Er hat rückwärts gezählt, wie es nur eine Kopie täte. Wenn Sie ihn nicht kopiert haben, entfernen Sie ihn und legen Sie einen neuen an.',
	totp_title: 'Authenticator-Apps',
	totp_lead: 'Ein sechsstelliger Code aus einer App auf Ihrem Telefon.',
	totp_add: 'App hinzufügen',
	totp_empty_title: 'Noch keine Authenticator-App',
	totp_empty: 'Geeignet ist jede App, die QR-Codes für Anmeldecodes einliest.',
	phones_title: 'Telefone',
	phones_lead: 'Eine Anmeldung auf dem Telefon freigeben: kein Code zum Abtippen.',
	phones_add: 'Telefon verknüpfen',
	phones_empty_title: 'Noch kein Telefon verknüpft',
	phones_empty:
		'Ein Telefon zeigt, wer fragt, und Sie bestätigen mit einem Tippen. Ganz ohne App-Store.',
	phone_verifies: 'Prüft, dass Sie es sind',
	phone_plain: 'Ohne Fingerabdruck oder PIN',
	manage_phone:
		'Ein Telefon, das Anmeldungen an Ihrem Konto freigibt. Entfernen Sie es, wenn Sie es verloren haben.',
	remove_phone:
		'Es gibt sofort nichts mehr frei. Die Freigabeseite auf dem Telefon sagt das dann auch.',
	remove_phone_do: 'Telefon entfernen',
	required_title: 'Fügen Sie einen zweiten Faktor hinzu',
	required:
		'Wer diesen Dienst betreibt, verlangt von Ihrem Konto mehr als ein Passwort. Fügen Sie hier etwas hinzu; dann öffnet sich alles.',
	sent_title: 'Codes per E\u2011Mail und SMS',
	sent_lead:
		'Besser als ein Passwort allein und schwächer als der Rest: Wer dorthin gelangt, wohin sie gehen, hat den Code. Heikle Änderungen verlangen etwas Stärkeres, wenn Sie es haben.',
	text_codes: 'Code per SMS',
	text_codes_hint: 'Sechs Ziffern an Ihre Telefonnummer',
	text_codes_add: 'Nummer hinzufügen',
	mail_codes: 'Code per E-Mail',
	mail_codes_hint:
		'Sechs Ziffern an Ihre bestätigte Adresse. Ändert sie sich, gehen Codes an die neue.',
	mail_codes_to: 'An {email}',
	mail_codes_add: 'Einschalten',
	remembered_title: 'Gemerkte Browser',
	remembered_lead:
		'In diesen reicht Ihr Passwort zum Anmelden. Heikle Änderungen verlangen weiterhin mehr.',
	remembered_since: 'Gemerkt {when}',
	remembered_until: 'Bis {when}',
	remembered_this: 'Dieser hier',
	remembered_forget: 'Vergessen',
	remembered_forget_all: 'Alle vergessen',
	done_forgotten: 'Vergessen. Die nächste Anmeldung dort fragt wieder nach dem zweiten Faktor.',
	method_off: 'Wird nicht mehr angeboten',
	codes_title: 'Wiederherstellungs\u00ADcodes',
	codes_lead:
		'Für den Tag, an dem nichts anderes geht. Jeder öffnet Ihr Konto einmal, zusammen mit Ihrem Passwort, falls Sie eines haben.',
	codes_left: '{count, plural, =0 {Keiner} other {#}} von {total} übrig',
	codes_made: 'Erzeugt {when}',
	codes_make: 'Wiederherstellungscodes erzeugen',
	codes_remake: 'Neue Codes erzeugen',
	codes_later: 'Sie bekommen sie mit dem ersten zweiten Faktor.',
	codes_none: 'Sie haben keine.',
	codes_few:
		'{count, plural, =0 {Sie haben keinen Wiederherstellungscode mehr.} one {Sie haben noch einen Wiederherstellungscode.} other {Sie haben noch # Wiederherstellungscodes.}} Erzeugen Sie neue, solange es geht.',
	password_title: 'Passwort',
	password_lead: 'Wirkt zusammen mit einem zweiten Faktor.',
	password_lead_alone: 'Zurzeit öffnet es Ihr Konto allein.',
	password_lead_required: 'Allein genügt es hier nicht: Ein zweiter Faktor ist verlangt.',
	password_is_set: 'Ein Passwort ist festgelegt',
	password_none_title: 'Kein Passwort',
	password_none: 'Sie melden sich ohne Passwort an.',
	password_change: 'Passwort ändern',
	password_add: 'Passwort festlegen',
	password_remove: 'Passwort entfernen',
	password_current: 'Bisheriges Passwort',
	password_forgotten:
		'Vergessen? Entfernen Sie es unten mit Ihrem Passkey und legen Sie dann ein neues fest.',
	password_new: 'Neues Passwort',
	password_hint: 'Mindestens {min} Zeichen. Ein paar Wörter ohne Zusammenhang sind gut.',
	password_alone_why:
		'Ohne den zweiten Faktor öffnet dieses Passwort Ihr Konto allein; darum braucht es mindestens {min} Zeichen. Ist es geändert, entfernen Sie den Faktor.',
	password_sessions: 'Alle Ihre anderen Sitzungen enden. Hier bleiben Sie angemeldet.',
	done_added: 'Der neue Faktor gehört jetzt zu Ihrem Konto und ist einsatzbereit.',
	done_added_named: '„{name}“ gehört jetzt zu Ihrem Konto und ist einsatzbereit.',
	done_renamed: 'Der neue Name ist gespeichert.',
	done_renamed_named: 'Der Name ist jetzt „{name}“.',
	done_removed: 'Der Faktor ist entfernt. Damit lässt sich nichts mehr öffnen.',
	done_removed_named: '„{name}“ ist entfernt und öffnet nichts mehr.',
	done_recovery_stopped:
		'Der Weg zurück per E-Mail ist angehalten. Ihr Konto öffnet sich wie zuvor.',
	done_sessions:
		'{count, plural, =0 {Es gab keine andere Sitzung.} one {Eine andere Sitzung ist beendet.} other {# andere Sitzungen sind beendet.}}',
	password_set: 'Sie haben jetzt ein Passwort. Ihre anderen Sitzungen sind beendet.',
	password_changed: 'Ihr Passwort ist geändert. Ihre anderen Sitzungen sind beendet.',
	password_removed: 'Ihr Passwort ist entfernt. Sie melden sich mit Ihrem Passkey an.',
	end_others: 'Andere Sitzungen abmelden',
	end_others_why:
		'{count, plural, one {Ein anderer Browser ist} other {# andere Browser sind}} angemeldet. Wenn Sie das vielleicht nicht selbst sind, melden Sie alle anderen ab.',
	added: 'Hinzugefügt {when}',
	used: 'Zuletzt benutzt {when}',
	unused: 'Noch nie zur Anmeldung benutzt',
	manage_passkey: 'Ein Passkey Ihres Kontos. Entfernen Sie ihn, wenn er verloren ging.',
	manage_totp: 'Eine Authenticator-App Ihres Kontos. Entfernen Sie sie, wenn sie verloren ging.',
	manage_mail:
		'Codes gehen an die bestätigte Adresse Ihres Kontos. Ändert sie sich, gehen sie an die neue.',
	manage_text: 'Codes gehen an diese Nummer. Entfernen Sie sie, wenn sie nicht mehr Ihre ist.',
	remove_mail: 'Es werden keine Codes mehr gesendet, und offene gelten sofort nicht mehr.',
	remove_text: 'Dorthin werden keine Codes mehr gesendet, und offene gelten sofort nicht mehr.',
	remove_mail_do: 'Codes per E-Mail ausschalten',
	remove_text_do: 'Nummer entfernen',
	about_number: 'Nummer',
	about_title: 'Einzelheiten',
	about_provider: 'Aufbewahrt von',
	about_keeping: 'Wo er liegt',
	about_added: 'Hinzugefügt',
	about_used: 'Zuletzt benutzt',
	about_drift: 'Seine Uhr',
	drift_fast:
		'Ging beim letzten Mal {seconds, plural, one {eine Sekunde} other {etwa # Sekunden}} vor',
	drift_slow:
		'Ging beim letzten Mal {seconds, plural, one {eine Sekunde} other {etwa # Sekunden}} nach',
	drift_none: 'Ging beim letzten Mal richtig',
	rename_title: 'Umbenennen',
	rename_label: 'Name',
	rename_hint: 'Etwas, woran Sie ihn wiedererkennen, etwa wo es ist oder wem es gehört.',
	remove_title: '{name} entfernen?',
	remove_passkey:
		'Er öffnet Ihr Konto dann nicht mehr. Löschen Sie ihn auch im Passwortmanager; das können wir von hier aus nicht.',
	remove_totp:
		'Ihre Codes gelten sofort nicht mehr. Danach können Sie den Eintrag in der App löschen.',
	remove_last:
		'Es ist Ihr letzter zweiter Faktor. Danach genügt Ihr Passwort allein, und Ihre Wiederherstellungscodes gelten nicht mehr.',
	remove_passkey_do: 'Passkey entfernen',
	remove_totp_do: 'App entfernen',
	remove_password_title: 'Passwort entfernen?',
	remove_password:
		'Danach melden Sie sich nur noch mit einem Passkey an. Sie können wieder ein Passwort festlegen.',
	remake_title: 'Neue Wiederherstellungs\u00ADcodes erzeugen?',
	remake:
		'Die alten Codes gelten nicht mehr, sobald die neuen zu sehen sind. Vernichten Sie die alte Liste.',
	make: 'Zehn Codes, jeder gut für eine Anmeldung. Wir zeigen sie einmal; halten Sie einen sicheren Ort bereit.'
} satisfies Catalogue['security'];

export const enrol = {
	passkey_title: 'Passkey hinzufügen',
	passkey_lead: 'Ihr Browser fragt, wohin er soll, dann nach Fingerabdruck, Gesicht oder PIN.',
	offer_title: 'Auf diesem Computer einen Passkey erstellen?',
	offer_lead:
		'Sie sind als {username} angemeldet. Mit einem Passkey hier brauchen Sie das nächste Mal kein Telefon. Nur auf einem Computer, der Ihnen gehört.',
	offer_skip: 'Jetzt nicht',
	passkey_where: 'Ihr Browser zeigt, wo er liegen kann, und Sie wählen.',
	passkey_submit: 'Passkey anlegen',
	sign_in: 'Anmelden',
	name_title: 'Geben Sie ihm einen Namen',
	name_lead:
		'„{name}“ ist einsatzbereit. Nennen Sie ihn, wie Sie mögen, damit Sie ihn unter anderen wiedererkennen.',
	name_label: 'Name',
	name_submit: 'Speichern und weiter',
	mail_title: 'Codes per E\u2011Mail',
	mail_lead:
		'Neben Ihrem Passwort fragen wir nach einem Code, den wir Ihnen senden. Ein Passkey oder eine App ist sicherer: Wer Ihre E-Mails liest, hat den Code.',
	mail_where: 'Codes gehen an {email}. Der erste schaltet sie ein.',
	mail_unproven_title: 'Bestätigen Sie zuerst Ihre Adresse',
	mail_unproven:
		'Codes gehen erst an Ihre E-Mail-Adresse, wenn Sie gezeigt haben, dass sie Ihnen gehört.',
	mail_unproven_do: 'Zu Ihrer Adresse',
	text_title: 'Codes per SMS',
	text_lead:
		'Neben Ihrem Passwort fragen wir nach einem Code, den wir an Ihr Telefon senden. Ein Passkey oder eine App ist sicherer: Nummern lassen sich übernehmen.',
	text_number: 'Telefonnummer',
	text_another: 'Andere Nummer',
	text_number_hint: 'Mit dem Land, zum Beispiel +41 79 123 45 67.',
	sent_submit: 'Code senden',
	sent_title: 'Geben Sie den Code ein',
	totp_title: 'Authenticator-App hinzufügen',
	totp_lead: 'Drei Schritte. Vor dem letzten wird nichts gespeichert.',
	totp_scan_title: 'Lesen Sie diesen Code mit Ihrer App ein',
	totp_scan: 'Fügen Sie in der App ein Konto hinzu und halten Sie die Kamera hierher.',
	totp_qr_label: 'QR-Code für Ihre Authenticator-App. Dasselbe Geheimnis steht unten als Text.',
	totp_tap: 'In der App auf diesem Gerät öffnen',
	totp_secret_title: 'Einlesen geht nicht?',
	totp_secret: 'Tippen Sie dieses Geheimnis in die App. Zeitbasiert, 6 Ziffern, 30 Sekunden.',
	totp_secret_label: 'Geheimnis',
	totp_name_title: 'Geben Sie ihr einen Namen, wenn Sie mögen',
	totp_confirm_title: 'Geben Sie den Code ein, den sie zeigt',
	totp_confirm: 'So wissen wir, dass die App und wir uns einig sind.',
	totp_submit: 'Bestätigen',
	totp_label: 'Name der App oder des Telefons',
	phone_title: 'Telefon verknüpfen',
	phone_lead:
		'Scannen Sie dieses Bild mit der Kamera Ihres Telefons und öffnen Sie die Seite, die sie zeigt.',
	phone_qr_label:
		'QR-Code, der die Verknüpfung auf Ihrem Telefon öffnet. Derselbe Link steht darunter.',
	phone_tap: 'Genau dieses Gerät verknüpfen',
	phone_text_title: 'Lässt es sich nicht scannen?',
	phone_text:
		'Öffnen Sie diese Adresse auf Ihrem Telefon. Sie gilt einmal und fünf Minuten; zeigen Sie sie niemandem.',
	phone_text_label: 'Adresse',
	phone_waiting: 'Warten auf Ihr Telefon…',
	phone_check: 'Mein Telefon zeigt zwei Wörter',
	phone_words_title: 'Zeigt „{name}“ dieselben Wörter?',
	phone_words_lead: 'Nur das Telefon, das Sie verknüpfen, kennt sie.',
	phone_words_label: 'Die Wörter',
	phone_same: 'Ja, dieselben Wörter',
	phone_differ: 'Nein, oder es zeigt keine',
	ready_title: '„{name}“ ist bereit',
	ready: 'Ab jetzt können Sie damit bestätigen, dass Sie es sind.',
	drift_title: 'Die Uhr Ihres Telefons geht falsch',
	drift_fast:
		'Sie geht etwa {seconds} Sekunden vor. Der Code galt noch; stellen Sie die Uhr auf automatisch, bevor sie weiter abweicht.',
	drift_slow:
		'Sie geht etwa {seconds} Sekunden nach. Der Code galt noch; stellen Sie die Uhr auf automatisch, bevor sie weiter abweicht.',
	codes_next_title: 'Nun der Weg zurück',
	codes_next:
		'Ein Telefon kann verloren gehen. Jeder dieser Codes öffnet Ihr Konto einmal, zusammen mit Ihrem Passwort, falls Sie eines haben. Bewahren Sie sie woanders auf.'
} satisfies Catalogue['enrol'];

export const codes = {
	title: 'Ihre Wiederherstellungs\u00ADcodes',
	once_title: 'Sie sehen sie nur jetzt',
	once: 'Drucken Sie sie aus oder bewahren Sie sie sicher auf. Wir speichern sie nicht lesbar und können sie nicht noch einmal zeigen.',
	list_label: 'Wiederherstellungscodes',
	copy: 'Alle kopieren',
	download: 'Herunterladen',
	print: 'Drucken',
	file_title: 'Wiederherstellungscodes für {product}',
	file_service: 'Dienst: {address}',
	file_account: 'Konto: {account}',
	file_made: 'Erzeugt: {date}',
	file_note:
		'Jeder Code öffnet das Konto einmal, zusammen mit dem Passwort, falls es eines hat. Bewahren Sie dieses Blatt dort auf, wo sonst niemand nachsieht.',
	kept: 'Ich bewahre sie sicher auf'
} satisfies Catalogue['codes'];
