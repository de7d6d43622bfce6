import type { Catalogue } from '../translator.ts';
import { authorizeErrors } from './authorize.ts';
import { deviceErrors } from './device.ts';
import { siteErrors } from './site.ts';

export const errors = {
	...authorizeErrors,
	...deviceErrors,
	...siteErrors,
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
	'request.malformed':
		'Etwas im Formular stimmt nicht. Prüfen Sie es und senden Sie es noch einmal.',
	'request.cross_site': 'Das kam von einer fremden Seite, darum haben wir nichts getan.',
	'access.admin_only': 'Das ist der Verwaltung vorbehalten.',
	'tokens.not_accepted': 'Diese Anwendung wurde abgemeldet. Bitte melden Sie sich neu an.',
	'tokens.proof_not_accepted':
		'Die Anwendung konnte nicht zeigen, dass sie ihren Schlüssel hat. Bitte versuchen Sie es noch einmal.',
	'tokens.key_required':
		'Die Anwendung konnte nicht zeigen, dass sie ihren Schlüssel hat. Bitte versuchen Sie es noch einmal.',
	'sessions.required': 'Sie sind nicht mehr angemeldet. Melden Sie sich an und wiederholen Sie es.',
	'askers.unknown': 'Diese Anwendung gibt es nicht mehr.',
	'consents.unknown': 'Das wurde schon zurückgenommen.',
	'remembered_browsers.unknown': 'Dieser Browser ist schon vergessen.',
	'sessions.unknown': 'Diese Sitzung ist schon beendet.',
	'sign_in.not_accepted': 'Diese Kombination stimmt nicht. Prüfen Sie beides.',
	'sign_in.new_password_required': 'Wählen Sie ein anderes Passwort, bevor es weitergeht.',
	'sign_in.ceremony_gone':
		'Das hat zu lange gedauert. Versuchen Sie es noch einmal mit Ihrem Passkey.',
	'sign_up.ceremony_gone':
		'Das hat zu lange gedauert. Beginnen Sie neu; es wurde kein Konto angelegt.',
	'sign_up.passkey_not_accepted':
		'Mit diesem Passkey ging es nicht. Es wurde kein Konto angelegt; versuchen Sie es noch einmal.',
	'sign_up.verification_missing':
		'Ihr Passkey hat nicht gefragt, wer Sie sind. Nehmen Sie einen, der Fingerabdruck, Gesicht oder PIN verlangt.',
	'challenges.gone': 'Dieser Versuch ist vorbei. Beginnen Sie neu.',
	'challenges.method_not_offered':
		'Dieser Weg steht Ihnen jetzt nicht offen. Wählen Sie einen anderen.',
	'accounts.username_taken': 'Dieser Benutzername ist vergeben. Wählen Sie einen anderen.',
	'accounts.username_not_allowed': 'Dieser Benutzername geht hier nicht. Wählen Sie einen anderen.',
	'accounts.username_not_allowed.length': 'Nehmen Sie 2 bis 32 Zeichen.',
	'accounts.username_not_allowed.characters':
		'Nehmen Sie Buchstaben eines Alphabets und Ziffern, dazwischen einzelne Punkte, Bindestriche oder Unterstriche.',
	'accounts.username_not_allowed.reserved':
		'Dieser Name ist für den Dienst selbst da. Wählen Sie einen anderen.',
	'accounts.email_not_allowed': 'Das sieht nicht nach einer E-Mail-Adresse aus.',
	'accounts.sign_up_closed': 'Es werden keine neuen Konten angelegt.',
	'accounts.invitation_invalid': 'Diese Einladung gilt nicht mehr. Bitten Sie um eine neue.',
	'accounts.unknown': 'Dieses Konto gibt es nicht.',
	'accounts.disabled':
		'Dieses Konto ist vorerst geschlossen. Fragen Sie die Betreiber dieses Dienstes.',
	'accounts.group_not_allowed':
		'Höchstens 32 kleine Buchstaben, Ziffern, Punkte und Striche, an beiden Enden ein Buchstabe oder eine Ziffer.',
	'accounts.too_many_groups':
		'Das Konto ist in so vielen Gruppen, wie wir führen. Entfernen Sie zuerst eine.',
	'administration.no_recovery': 'Für dieses Konto wartet nichts.',
	'administration.unknown': 'Dieses Konto gibt es nicht. Laden Sie die Seite neu.',
	'administration.not_administrator':
		'Sie gehören nicht mehr zur Verwaltung, darum ist nichts geschehen.',
	'administration.oneself':
		'Das eigene Konto können Sie nicht sperren. Bitten Sie jemand anderen aus der Verwaltung.',
	'administration.last_administrator':
		'Sonst ist niemand mehr in der Verwaltung. Laden Sie zuerst jemanden dazu ein.',
	'deletion.last_administrator': 'Sie sind der einzige Admin. Laden Sie zuerst einen anderen ein.',
	'administration.no_password': 'Dieses Konto hat kein Passwort.',
	'passwords.busy': 'Gerade melden sich viele an. Versuchen Sie es gleich noch einmal.',
	'passwords.not_allowed': 'Dieses Passwort geht nicht. Wählen Sie ein anderes.',
	'passwords.not_allowed.too_short': 'Zu kurz. Nehmen Sie mindestens {minimum} Zeichen.',
	'passwords.not_allowed.too_long': 'Zu lang. Nehmen Sie ein kürzeres.',
	'passwords.not_allowed.common': 'Zu leicht zu erraten. Nehmen Sie etwas, das nur Ihnen einfällt.',
	'passwords.not_allowed.own_name':
		'Zu nah an Ihrem Namen oder an unserem. Nehmen Sie etwas anderes.',
	'passwords.not_allowed.trivial': 'Zu regelmäßig. Nehmen Sie etwas ohne Muster.',
	'passwords.not_allowed.malformed':
		'Es enthält ein Zeichen, das wir nicht speichern können. Lassen Sie es weg.',
	'passwords.not_allowed.unchanged': 'Das ist Ihr bisheriges Passwort. Wählen Sie ein anderes.',
	'passwords.current_wrong': 'Das ist nicht Ihr bisheriges Passwort.',
	'passwords.not_set': 'Ihr Konto hat kein Passwort.',
	'enrolment.gone': 'Das hat zu lange gedauert. Beginnen Sie neu; es wurde nichts gespeichert.',
	'enrolment.method_unknown': 'Diese Art von Faktor kennen wir nicht.',
	'enrolment.already_enrolled': 'Dieser Passkey ist schon in Gebrauch.',
	'enrolment.too_many': 'Mehr davon bewahren wir nicht auf. Entfernen Sie zuerst etwas.',
	'enrolment.factor_unknown': 'Das gehört nicht mehr zu Ihrem Konto. Laden Sie die Seite neu.',
	'enrolment.last_way_in':
		'Das ist Ihr einziger Weg hinein. Fügen Sie einen anderen hinzu, bevor Sie ihn entfernen.',
	'enrolment.password_too_short_alone':
		'Danach stünde Ihr Passwort allein da, und dafür ist es zu kurz. Ändern Sie es zuerst.',
	'enrolment.not_removable': 'Das lässt sich hier nicht entfernen.',
	'enrolment.label_empty': 'Geben Sie einen Namen ein.',
	'enrolment.second_factor_missing': 'Fügen Sie zuerst einen zweiten Faktor hinzu.',
	'access.second_factor_required':
		'Fügen Sie zuerst einen zweiten Faktor hinzu, auf der Seite Sicherheit.',
	'enrolment.not_possible': 'Das lässt sich hier nicht hinzufügen.',
	'enrolment.not_possible.no_proven_email': 'Bestätigen Sie zuerst Ihre E-Mail-Adresse.',
	'enrolment.not_possible.number_malformed':
		'Beginnen Sie mit dem Land, zum Beispiel +41 79 123 45 67.',
	'enrolment.not_possible.number_not_served': 'In dieses Land senden wir keine SMS.',
	'sent_codes.wait':
		'Vor Kurzem wurde ein Code gesendet. Einen neuen können Sie in {retryAfterSeconds, plural, one {einer Sekunde} other {# Sekunden}} anfordern; die Codes, die Sie haben, gelten weiter.',
	'sent_codes.wait.minutes':
		'Es wurden viele Codes gesendet. Einen neuen können Sie in {minutes} Minuten anfordern; die Codes, die Sie haben, gelten weiter.',
	'sent_codes.not_available':
		'Dorthin können wir gerade keinen Code senden. Wählen Sie einen anderen Weg.',
	'email_proofs.gone': 'Dieser Code ist zu alt oder verbraucht. Fordern Sie einen neuen an.',
	'email_proofs.taken':
		'Diese Adresse ist Ihre, aber sie gehört zu einem anderen Konto, das Sie hier haben. Nehmen Sie eine andere Adresse oder melden Sie sich damit bei jenem Konto an.',
	'email_proofs.already_proven': 'Diese Adresse ist schon bestätigt.',
	'email_proofs.too_many':
		'Mehr Codes senden wir in einer Stunde nicht. Versuchen Sie es später noch einmal.',
	'email_proofs.no_mail':
		'Dieser Dienst kann keine E-Mails senden, darum lassen sich Adressen nicht bestätigen.',
	'recovery.gone':
		'Das ist vorbei, oder es wurde in einem anderen Browser begonnen. Beginnen Sie neu; nichts hat sich geändert.',
	'recovery.not_offered':
		'Dieser Dienst öffnet kein Konto allein per E-Mail. Wenden Sie sich an die Betreiber.',
	'recovery.under_way':
		'Ein Weg zurück wartet schon. Machen Sie in dem Browser weiter, der ihn begonnen hat, oder halten Sie ihn erst an.',
	'recovery.too_many':
		'Im letzten Monat wurde zu oft ein Weg zurück begonnen. Wenden Sie sich an die Betreiber.',
	'recovery.not_ready': 'Die Wartezeit ist noch nicht vorbei.',
	'recovery.no_address':
		'Dieses Konto hat keine bestätigte Adresse, also kein Postfach, über das es gehen könnte.',
	'recovery.passkey_not_accepted':
		'Dieser Passkey ging nicht. Nichts hat sich geändert; versuchen Sie es noch einmal.',
	'recovery.verification_missing':
		'Ihr Passkey hat nicht gefragt, wer Sie sind. Nehmen Sie einen, der Fingerabdruck, Gesicht oder PIN verlangt.',
	'disowning.gone': 'Dieser Link ist verbraucht oder zu alt.',
	'request.too_large': 'Das ist mehr, als dieses Formular annimmt. Bitte kürzen Sie es.',
	'request.not_json':
		'Etwas im Formular stimmt nicht. Prüfen Sie es und senden Sie es noch einmal.',
	'phones.link_gone':
		'Dieser Link ist benutzt oder zu alt. Zeigen Sie am Computer ein neues Bild an.',
	'phones.not_accepted':
		'Der Schlüssel des Telefons wurde nicht angenommen. Beginnen Sie am Computer neu.',
	'phones.push_not_accepted':
		'Der Mitteilungsdienst dieses Browsers ist hier nicht bekannt. Lassen Sie stattdessen die Seite offen.',
	'phones.unknown': 'Dieses Telefon ist nicht mehr in Ihrem Konto.',
	'phones.busy': 'Das hat sich inzwischen geändert. Versuchen Sie es noch einmal.',
	'phones.not_linked': 'Dieses Telefon ist nicht mehr mit dem Konto verknüpft.',
	'phones.call_not_accepted': 'Das Telefon konnte sich nicht ausweisen. Laden Sie die Seite neu.',
	'phone_sign_in.gone':
		'Dieses Bild ist benutzt oder zu alt. Zeigen Sie auf dem Computer ein neues.',
	'phone_sign_in.cannot_verify':
		'Dieses Telefon kann nicht prüfen, dass Sie es sind, darum kann es nicht allein anmelden.',
	'phone_sign_in.not_accepted': 'Dieses Telefon kann gerade nicht anmelden.',
	'phone_sign_in.not_offered': 'Mit einem Telefon allein meldet sich hier niemand an.',
	'approvals.gone': 'Diese Anfrage wurde schon beantwortet, oder sie ist zu alt.',
	'approvals.not_signed':
		'Die Bestätigung des Telefons wurde nicht angenommen. Versuchen Sie es noch einmal.',
	'applications.key_required': 'Die Anwendung hat keinen Schlüssel, der hier gilt.',
	'applications.unknown': 'Diese Anwendung gibt es nicht.',
	'applications.name_taken': 'Eine andere Anwendung heißt so.',
	'applications.name_not_allowed': 'Nehmen Sie eine sichtbare Zeile von höchstens 64 Zeichen.',
	'applications.webhook_not_allowed':
		'Nehmen Sie eine https-Adresse ohne Namen und Passwort darin.',
	'transactions.unknown': 'Diese Anfrage gibt es nicht oder nicht mehr.',
	'transactions.over': 'Diese Anfrage wurde schon beantwortet, oder sie ist zu alt.',
	'transactions.text_not_allowed':
		'Dieser Text lässt sich nicht zeigen, wie er ist; darum kann ihn niemand unterschreiben.',
	'transactions.text_not_allowed.length': 'Nehmen Sie 1 bis 300 Zeichen.',
	'transactions.photos_off': 'Fotocodes sind hier ausgeschaltet.',
	'transactions.account_not_allowed': 'So kann kein Benutzername lauten.',
	'transactions.idempotency_key_reused': 'Derselbe Schlüssel hat etwas anderes gefragt.',
	'transactions.wait':
		'Zu viele Anfragen. Warten Sie {retryAfterSeconds, plural, one {eine Sekunde} other {# Sekunden}}, und versuchen Sie es dann noch einmal.',
	'transactions.unwanted':
		'Die Person hat gesagt, dass eine solche Anfrage nicht von ihr war. Fragen Sie zuerst sie.',
	'throttling.wait':
		'Zu viele Versuche. Warten Sie {retryAfterSeconds, plural, one {eine Sekunde} other {# Sekunden}} und versuchen Sie es dann noch einmal.',
	'throttling.wait.minutes':
		'Zu viele Versuche. Warten Sie {minutes} Minuten und versuchen Sie es dann noch einmal.',
	'network.unreachable':
		'Wir sind nicht zu erreichen. Prüfen Sie Ihre Verbindung und versuchen Sie es noch einmal.',
	'stores.unavailable':
		'Wir erreichen unsere Daten gerade nicht. Versuchen Sie es gleich noch einmal.'
} satisfies Catalogue['errors'];

export const reasons = {
	unknown: 'Das stimmt nicht.',
	malformed: 'Das ist kein vollständiger Code. Prüfen Sie Ihre Eingabe.',
	wrong_code: 'Dieser Code stimmt nicht.',
	'wrong_code.totp':
		'Dieser Code stimmt nicht. Zeigt Ihre App noch den Code von eben, warten Sie auf den nächsten.',
	'wrong_code.photo-codes':
		'Dieser Code stimmt nicht. Prüfen Sie, ob Sie dieses Bild gescannt haben.',
	picture_gone: 'Dieses Bild ist zu alt oder wurde ersetzt. Scannen Sie das neue.',
	picture_spent:
		'Dieser Code stimmt nicht, und das Bild hat keine Versuche mehr. Scannen Sie das neue.',
	declined: 'Auf dem Telefon wurde abgelehnt.',
	wrong_number: 'Auf dem Telefon wurde eine andere Zahl gewählt, also abgelehnt.',
	disowned: 'Auf dem Telefon wurde es gestoppt.',
	expired: 'Auf dem Telefon hat niemand rechtzeitig geantwortet.',
	waiting: 'Vom Telefon ist noch keine Antwort da.',
	not_asked: 'Das Telefon wurde noch nicht gefragt.',
	unknown_phone: 'Dieses Telefon gehört nicht mehr zu diesem Konto.',
	words_differ: 'Die Wörter waren nicht gleich, darum wurde das Telefon nicht verknüpft.',
	'reused.phones': 'Diese Freigabe wurde schon benutzt. Fragen Sie noch einmal.',
	code_spent:
		'Dieser Code stimmt nicht, und alle Versuche für ihn sind verbraucht. Fordern Sie einen neuen an.',
	no_code: 'Es ist kein Code mehr offen. Fordern Sie einen neuen an.',
	'reused.mail-codes': 'Ein anderer Code wurde schon benutzt. Fordern Sie einen neuen an.',
	'reused.text-codes': 'Ein anderer Code wurde schon benutzt. Fordern Sie einen neuen an.',
	wrong_password: 'Dieses Passwort stimmt nicht.',
	reused: 'Dieser Code wurde schon benutzt. Warten Sie auf den nächsten.',
	not_verified: 'Mit diesem Passkey ging es nicht.',
	unknown_credential: 'Dieser Passkey gehört nicht zu diesem Konto.',
	already_enrolled: 'Dieser Passkey ist schon in Gebrauch.',
	counter_went_back: 'Dieser Passkey wurde vielleicht kopiert, darum gilt er hier nicht.',
	clock_fast:
		'Die Uhr Ihres Telefons geht {seconds, plural, one {eine Sekunde} other {# Sekunden}} vor. Stellen Sie sie auf automatisch und versuchen Sie es noch einmal.',
	clock_slow:
		'Die Uhr Ihres Telefons geht {seconds, plural, one {eine Sekunde} other {# Sekunden}} nach. Stellen Sie sie auf automatisch und versuchen Sie es noch einmal.'
} satisfies Catalogue['reasons'];
