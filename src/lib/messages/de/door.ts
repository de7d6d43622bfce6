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
	phone: 'Mit einem Telefon anmelden',
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
	email_hint: 'Für die Sicherheit Ihres Kontos, und für sonst nichts.',
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
	'text-codes_title': 'Code per SMS',
	'text-codes_lead': 'Wir senden ihn an die Telefonnummer dieses Kontos.',
	'text-codes_name': 'Code per SMS',
	'text-codes_hint': 'Wir senden ihn an Ihre Telefonnummer',
	'text-codes_ask': 'Code senden',
	'text-codes_again': 'Code senden',
	'mail-codes_title': 'Code per E-Mail',
	'mail-codes_lead': 'Wir senden ihn an die bestätigte Adresse dieses Kontos.',
	'mail-codes_name': 'Code per E-Mail',
	'mail-codes_hint': 'Wir senden ihn an Ihre E-Mail-Adresse',
	'mail-codes_ask': 'Code senden',
	'mail-codes_again': 'Code senden',
	'recovery-codes_title': 'Nehmen Sie einen Wiederherstellungs\u00ADcode',
	'recovery-codes_lead': 'Tippen Sie einen von Ihrer Liste ab. Jeder gilt nur einmal.',
	'recovery-codes_name': 'Wiederherstellungs\u00ADcode',
	'recovery-codes_hint': 'Einer von der Liste, die Sie aufbewahren',
	phones_title: 'Auf dem Telefon freigeben',
	phones_lead: 'Öffnen Sie die Freigaben auf Ihrem Telefon, dann fragen Sie es.',
	phones_name: 'Ihr Telefon',
	phones_hint: 'Auf dem verknüpften Telefon freigeben',
	phones_ask: 'Mein Telefon fragen',
	phones_again: 'Noch einmal fragen',
	phones_step_open: 'Öffnen Sie {address} auf Ihrem Telefon.',
	phones_step_pick: 'Prüfen Sie, was gefragt wird, und wählen Sie die Zahl, die Sie hier sehen.',
	phones_number: 'Die Zahl ist {number}.',
	phones_asked: 'Gefragt: {phones}.',
	phones_waiting: 'Warten auf Ihr Telefon…',
	phones_slow:
		'Nichts auf dem Telefon? Nehmen Sie unten einen anderen Weg, oder fragen Sie noch einmal.',
	phones_check: 'Ich habe freigegeben',
	phones_time: 'Verbleibende Zeit',
	'photo-codes_title': 'Bild scannen',
	'photo-codes_lead':
		'Scannen Sie es mit dem verknüpften Telefon und tippen Sie die {length} Ziffern ein, die es zeigt. Das Telefon braucht kein Netz.',
	'photo-codes_name': 'Fotocode',
	'photo-codes_hint': 'Mit dem Telefon ein Bild scannen, auch ohne Netz',
	photo_label: 'Ein Bild, das Ihr verknüpftes Telefon scannt',
	photo_tap: 'Auf diesem Telefon öffnen',
	photo_step_open:
		'Öffnen Sie {address} auf dem Telefon und wählen Sie „Bild scannen“, oder richten Sie seine Kamera hierher.',
	photo_step_check: 'Prüfen Sie, was es zeigt, und tippen Sie seinen Code hier ein.',
	photo_for: 'Für {phones}',
	photo_new: 'Neues Bild zeigen',
	photo_again: 'Schon gescannt, oder zu spät?',
	passwords_title: 'Geben Sie Ihr Passwort ein',
	passwords_lead: 'Das Passwort dieses Kontos.',
	passwords_name: 'Passwort',
	passwords_hint: 'Das Passwort dieses Kontos',
	password_label: 'Passwort',
	remember:
		'In diesem Browser {days, plural, one {einen Tag} other {# Tage}} lang nicht mehr fragen',
	remember_hint:
		'Nur auf einem Gerät, das sonst niemand benutzt. Nach dem Passwort fragen wir weiterhin.',
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
	by_email: 'Kein Code da? Über Ihre E-Mail',
	waits: 'In diesem Browser wartet ein Weg zurück in Ihr Konto.',
	waits_do: 'Nachsehen, wann es so weit ist',
	email_title: 'Über Ihre E-Mail',
	email_lead: 'Wenn Ihr Konto eine bestätigte Adresse hat, schicken wir einen Code dorthin.',
	email_submit: 'Code schicken',
	email_submitting: 'Wird geschickt …',
	by_code: 'Ich habe einen Wiederherstellungscode',
	code_title: 'Sehen Sie in Ihre E-Mail',
	code_lead:
		'Wenn das Konto eine bestätigte Adresse hat, ist ein Code mit sechs Ziffern unterwegs. Geben Sie ihn hier ein.',
	code_submit: 'Weiter',
	code_spent: 'Zu viele Versuche. Fordern Sie einen neuen Code an.',
	code_gone: 'Dieser Code ist zu alt oder verbraucht. Fordern Sie einen neuen an.',
	code_missing:
		'Nach ein paar Minuten keine Mail? Sehen Sie im Spam-Ordner nach, oder prüfen Sie, was Sie eingegeben haben.',
	code_again: 'Neuen Code anfordern',
	beside_title: 'Haben Sie davon noch etwas?',
	beside:
		'Mit Ihrem Postfach und einem davon kommen Sie sofort hinein: {methods}. Danach setzen Sie ein neues Passwort.',
	beside_submit: 'Ja, jetzt benutzen',
	beside_none: 'Nein, nichts davon',
	proven_lead: 'Wählen Sie, wie sich {name} von nun an anmeldet.',
	proven_after:
		'Ihre anderen Sitzungen enden. Ein neues Passwort ersetzt das alte; Ihre anderen Faktoren bleiben.',
	offer_title: 'Sie kommen wieder hinein, aber nicht sofort',
	offer_lead: 'Guten Tag, {name}. Ihr Postfach ist bestätigt.',
	offer:
		'Allein per E-Mail dauert es {hours, plural, one {eine Stunde} other {# Stunden}}, damit niemand, der in Ihr Postfach geraten ist, unbemerkt Ihr Konto übernimmt.',
	offer_told:
		'Wir schreiben Ihnen jetzt, nach der Hälfte, und wenn es so weit ist. Jede Mail enthält einen Link, der es anhält. Eine Anmeldung hält es auch an.',
	offer_then:
		'Danach richten Sie in diesem Browser ein neues Passwort oder einen neuen Passkey ein. Alles, was Ihr Konto heute öffnet, wird entfernt: Passwort, Passkeys, Apps und Codes.',
	offer_submit: 'Warten beginnen',
	join_title: 'Für Sie wurde ein Weg zurück begonnen',
	join: 'Die Betreiber dieses Dienstes haben ihn begonnen. Machen Sie in diesem Browser weiter: Nur er kann ihn beenden.',
	join_submit: 'In diesem Browser weiter',
	elsewhere_title: 'Es wartet in einem anderen Browser',
	elsewhere:
		'Ein Weg zurück wurde in einem anderen Browser begonnen, und nur der kann ihn beenden. Wenn Sie ihn nicht mehr haben, halten Sie es mit dem Link in einer unserer Mails an, und beginnen Sie hier neu.',
	closed_title: 'E-Mail allein genügt nicht',
	closed:
		'Hier braucht es einen Wiederherstellungscode oder einen anderen Faktor. Die Betreiber dieses Dienstes können helfen.',
	waiting_title: 'Ihr Konto ist noch nicht offen',
	waiting_lead: 'Sie möchten per E-Mail wieder hinein.',
	waiting_from: 'Kommen Sie dann wieder',
	waiting_until: 'Möglich bis',
	waiting:
		'Kommen Sie mit diesem Browser wieder. Sie können diese Seite schließen; wir schreiben Ihnen, wenn es so weit ist.',
	waiting_ready_title: 'Sie haben lange genug gewartet',
	waiting_ready:
		'Wir schicken noch einen Code in Ihr Postfach. Danach richten Sie eine neue Anmeldung ein.',
	waiting_submit: 'Code schicken',
	waiting_stop_lead:
		'Passwort, Passkey oder Code wiedergefunden? Melden Sie sich an, dann endet dies von selbst.',
	waiting_stop: 'Nicht weiter warten',
	waiting_none_title: 'Hier wartet nichts',
	waiting_none:
		'In diesem Browser wurde nichts begonnen, oder es wurde angehalten, beendet oder nicht rechtzeitig genutzt.',
	waiting_none_submit: 'Neu beginnen',
	stopped: 'Es ist angehalten. Ihr Konto ist, wie es war.',
	ready_title: 'Richten Sie eine neue Anmeldung ein',
	ready_lead: 'Sie tritt an die Stelle von allem, was das Konto {name} bisher geöffnet hat.',
	ready_passkey: 'Neuen Passkey anlegen',
	ready_password: 'Neues Passwort',
	ready_password_hint: 'Mindestens {min} Zeichen. Ein paar Wörter ohne Zusammenhang sind gut.',
	ready_submit: 'Speichern und anmelden',
	ready_after:
		'Ihre anderen Sitzungen enden, und alte Passkeys, Apps und Codes funktionieren nicht mehr.',
	stop_title: 'Den Weg zurück anhalten?',
	stop_lead: 'Jemand, der Ihr Postfach liest, möchte wieder in Ihr Konto.',
	stop_when: 'Wenn Sie es nicht anhalten, kann das Konto per E-Mail geöffnet werden ab',
	stop_submit: 'Anhalten',
	stop_was_you: 'Waren Sie es? Dann schließen Sie diese Seite. Es ist nichts geschehen.',
	stop_done_title: 'Es ist angehalten',
	stop_done: 'Ihr Konto öffnet sich wie zuvor, und auf keine andere Weise.',
	stop_next:
		'Wenn Sie das nie angefordert haben, liest vielleicht jemand anderes Ihr Postfach. Ändern Sie zuerst das Passwort Ihres Postfachs, dann sehen Sie in Ihrem Konto nach.',
	stop_next_submit: 'Anmelden und nachsehen',
	stop_gone_title: 'Es gibt nichts anzuhalten',
	stop_gone: 'Dieser Link ist verbraucht, oder was er anhalten würde, ist vorbei.',
	found: 'Doch noch gefunden?',
	sign_in: 'Anmelden'
} satisfies Catalogue['recover'];
