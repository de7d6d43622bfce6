import type { Catalogue } from '../translator.ts';

export const activity = {
	title: 'Aktivität',
	lead: 'Was mit Ihrem Konto geschah, das Neueste zuerst. Nichts davon lässt sich löschen.',
	empty_title: 'Noch nichts',
	empty: 'Hier werden Anmeldungen und Änderungen stehen.',
	older: 'Ältere',
	newest: 'Neueste',
	refused: 'Versuche wurden abgewiesen',
	times: '{count}-mal',
	today: 'Heute',
	yesterday: 'Gestern',
	from: '{address, select, service {Vom Dienst selbst} shell {Von denen, die den Dienst betreiben} other {Von {address}}}',
	strange_title: 'Ist etwas dabei, das nicht Sie waren?',
	strange:
		'Beenden Sie alle anderen Sitzungen. Ändern Sie dann Ihr Passwort, falls Sie eines haben, entfernen Sie, was Sie nicht kennen, und erzeugen Sie neue Wiederherstellungscodes.',
	strange_action: 'Zu den Sitzungen'
} satisfies Catalogue['activity'];

export const events = {
	'account.created': 'Das Konto wurde angelegt',
	'account.disowned_event':
		'Eine Nachricht wurde mit „Das war ich nicht“ beantwortet; {ended, plural, =0 {keine Sitzung war offen} one {eine Sitzung ist beendet} other {# Sitzungen sind beendet}}',
	'account.disabled':
		'Das Konto wurde gesperrt{admin, select, other {, von {admin} aus der Verwaltung}}',
	'account.enabled':
		'Das Konto wurde wieder geöffnet{admin, select, other {, von {admin} aus der Verwaltung}}',
	'account.unlocked':
		'Fehlversuche von anderen wurden erlassen{admin, select, other {, von {admin} aus der Verwaltung}}',
	'account.groups_changed':
		'Die Gruppen wurden geändert{admin, select, other {, von {admin} aus der Verwaltung}}{groups, select, other {: jetzt {groups}}}',
	'account.deleted': 'Das Konto {username} wurde gelöscht',
	'sign_in.succeeded':
		'Angemeldet{method, select, other { mit {method}}}{way, select, remembered {, in einem gemerkten Browser} other {}}',
	'sign_in.failed':
		'Anmeldung abgewiesen{by, select, passwords {: falsches Passwort} totp {: falscher Code} recovery-codes {: falscher Wiederherstellungscode} passkeys {: Passkey nicht angenommen} phones {: abgelehnt} other {}}',
	'sign_in.challenge_failed':
		'Anmeldung beim zweiten Faktor abgewiesen{by, select, passwords {: falsches Passwort} totp {: falscher Code} recovery-codes {: falscher Wiederherstellungscode} passkeys {: Passkey nicht angenommen} phones {: abgelehnt} other {}}',
	'sign_in.after_failures': 'Angemeldet nach mindestens {count} abgewiesenen Versuchen',
	'sign_in.half_done': 'Jemand hat das richtige Passwort eingegeben, und danach nichts',
	'session.ended': 'Sie haben eine Sitzung beendet{browser, select, other {: {browser}}}',
	'sessions.others_ended':
		'{reason, select, too_many {{count, plural, one {Eine Sitzung wurde beendet, weil es zu viele waren} other {# Sitzungen wurden beendet, weil es zu viele waren}}} other {{count, plural, one {Sie haben eine andere Sitzung beendet} other {Sie haben # andere Sitzungen beendet}}}}',
	'sessions.ended_by_administrator':
		'Alle Sitzungen wurden beendet{admin, select, other {, von {admin} aus der Verwaltung}}',
	'sessions.everybody_ended': 'Die Sitzungen aller Konten beendet',
	'site.entered': 'Weiter zu {site}',
	'session.signed_out': 'Abgemeldet',
	'step_up.succeeded': 'Bestätigt, dass Sie es sind{method, select, other { ({method})}}',
	'step_up.continued':
		'Bestätigt, dass Sie es sind{method, select, other { ({method})}}; ein weiterer Schritt wurde verlangt',
	'step_up.failed':
		'Bestätigung abgewiesen{by, select, passwords {: falsches Passwort} totp {: falscher Code} recovery-codes {: falscher Wiederherstellungscode} passkeys {: Passkey nicht angenommen} phones {: abgelehnt} other {}}',
	'factor.enrolled': '{method} „{factor}“ hinzugefügt',
	'factor.renamed': '{method} in „{factor}“ umbenannt',
	'factor.enrolled_unnamed': '{method} hinzugefügt',
	'factor.removed_unnamed': '{method} entfernt',
	'factor.removed': '{method} „{factor}“ entfernt',
	'factor.counter_went_back':
		'Der Passkey „{factor}“ wurde vielleicht kopiert. Entfernen Sie ihn, wenn Sie das nicht waren.',
	'remembered_browser.added':
		'In diesem Browser wird {days, plural, one {einen Tag} other {# Tage}} lang nicht nach dem zweiten Faktor gefragt',
	'remembered_browser.copied':
		'Ein gemerkter Browser wurde vergessen: Sein Cookie wurde anderswo benutzt, zusammen mit dem richtigen Passwort',
	'remembered_browser.forgotten': 'Einen gemerkten Browser vergessen',
	'remembered_browsers.forgotten':
		'{count, plural, one {Einen gemerkten Browser vergessen} other {# gemerkte Browser vergessen}}',
	'approval.declined':
		'Anfrage auf „{factor}“ abgelehnt{reason, select, wrong_number {: falsche Zahl} other {}}',
	'approval.disowned': '„Das war ich nicht“ auf „{factor}“: Jemand wollte von {from} aus hinein',
	'transaction.approved': 'Auf „{factor}“ für {application} freigegeben: {text}',
	'transaction.declined':
		'Auf „{factor}“ abgelehnt, was {application} gefragt hat{reason, select, wrong_number { (falsche Zahl)} other {}}: {text}',
	'transaction.disowned':
		'„Das war ich nicht“ auf „{factor}“ zu dem, was {application} gefragt hat: {text}',
	'transaction.code_failed': 'Ein falscher Fotocode für {application}',
	'transaction.voided':
		'Eine Freigabe galt nicht: Das Telefon wurde entfernt, bevor jemand davon erfuhr',
	'application.added': 'Die Anwendung {application} angemeldet',
	'application.key_rotated': 'Der Anwendung {application} einen anderen Schlüssel gegeben',
	'application.webhook_changed': 'Geändert, wo die Anwendung {application} Ergebnisse erfährt',
	'application.disabled': 'Die Anwendung {application} geschlossen',
	'application.enabled': 'Die Anwendung {application} wieder geöffnet',
	'client.added': 'Die Anwendung {client} eingetragen, bei der man sich anmeldet',
	'client.secret_rotated': 'Der Anwendung {client} ein anderes Geheimnis gegeben',
	'client.disabled': 'Die Anwendung {client} geschlossen',
	'client.enabled': 'Die Anwendung {client} wieder geöffnet',
	'client.removed': 'Die Anwendung {client} entfernt',
	'recovery_codes.issued': 'Wiederherstellungscodes erzeugt; ältere gelten nicht mehr',
	'recovery_code.used':
		'Wiederherstellungscode benutzt; {left, plural, one {einer ist} other {# sind}} übrig',
	'password.set': 'Passwort festgelegt',
	'password.changed': 'Passwort geändert',
	'password.removed': 'Passwort entfernt',
	'password.demanded':
		'Ein anderes Passwort wurde verlangt{admin, select, other {, von {admin} aus der Verwaltung}}: Jemand anderes kennt dieses vielleicht',
	'profile.changed': 'Profil geändert',
	'email.proven': 'Adresse {email} bestätigt',
	'email.changed':
		'Adresse von {before} in {email} geändert{codes, select, moved {; Codes per E-Mail gehen jetzt dorthin} other {}}',
	'recovery.begun':
		'Ein Weg zurück allein per E-Mail wurde begonnen{admin, select, other {, von {admin} aus der Verwaltung}}; er muss warten',
	'recovery.joined': 'Ein Browser setzt den Weg zurück per E-Mail fort',
	'recovery.halfway': 'Die Hälfte der Wartezeit für den Weg zurück per E-Mail ist vorbei',
	'recovery.ready': 'Die Wartezeit ist vorbei: Das Konto kann per E-Mail neu geöffnet werden',
	'recovery.cancelled':
		'Der Weg zurück per E-Mail wurde angehalten{reason, select, signed_in {, durch eine Anmeldung} stepped_up {, durch eine Bestätigung} session {, von Ihnen} link {, durch den Link in einer Mail} browser {, wo er begonnen wurde} email_changed {, weil die Adresse geändert wurde} other {}}{admin, select, other {, von {admin} aus der Verwaltung}}',
	'recovery.lapsed': 'Der Weg zurück per E-Mail wurde nicht rechtzeitig genutzt',
	'recovery.succeeded':
		'{way, select, waited {Nach der Wartezeit per E-Mail wieder hineingekommen} factor {Per E-Mail und einem anderen Faktor wieder hineingekommen} other {Mit Wiederherstellungscode wieder hineingekommen}}',
	'recovery.failed': 'Ein Versuch, wieder hineinzukommen, wurde abgewiesen',
	'invitation.created': 'Einladung erzeugt',
	'invitation.withdrawn': 'Einladung zurückgezogen',
	'backup.made': 'Sicherung erstellt',
	'backup.restored': 'Sicherung eingespielt',
	'keys.rotated': 'Hauptschlüssel ersetzt',
	'keys.signing_renewed': 'Der Schlüssel, der Tokens unterschreibt, wurde ersetzt',
	'keys.forgotten': 'Alter Hauptschlüssel entfernt',
	'invitation.used': 'Die Einladung wurde eingelöst',
	'throttle.refused':
		'Weitere Versuche wurden eine Zeit lang abgewiesen{budget, select, recoveries {: zu viele Wege zurück begonnen} email_codes {: zu viele Codes per E-Mail} email_codes_to {: zu viele Codes per E-Mail} sent_codes {: zu viele gesendete Codes} transactions {: zu viele Anfragen von Anwendungen} other {: zu viele falsche}}',
	'password.change_failed': 'Passwort nicht geändert: Das bisherige Passwort war falsch',
	'enrolment.failed':
		'Faktor nicht hinzugefügt{by, select, totp {: falscher Code} passkeys {: Passkey nicht angenommen} phones {: die Wörter waren nicht gleich} other {}}',
	'email.proof_failed': 'Für die Adresse {email} wurde ein falscher Code eingegeben',
	'access.refused': 'Eine Seite der Verwaltung wurde aufgerufen und verweigert',
	'session.replaced': 'Eine neue Anmeldung im selben Browser hat eine Sitzung beendet',
	'tokens.issued': 'Die Anwendung {client} wurde angemeldet',
	'tokens.reused':
		'Die Anwendung {client} wurde abgemeldet: Ein Schlüssel dazu wurde zweimal benutzt, vielleicht hatte ihn noch jemand{ends, select, account {. Auch alle anderen Sitzungen wurden beendet} other {}}',
	'tokens.revoked': 'Die Anwendung {client} wurde abgemeldet',
	'authorization.allowed': 'Sie haben der Anwendung {client} erlaubt, Sie anzumelden',
	'authorization.allowed_device':
		'Sie haben die Anwendung {client} auf einem anderen Gerät angemeldet, das von der Adresse {from} aus gefragt hat',
	'authorization.allowed_offline':
		'Sie haben der Anwendung {client} erlaubt, auch zu handeln, während Sie abgemeldet sind',
	'authorization.declined': 'Sie haben der Anwendung {client} nicht erlaubt, Sie anzumelden',
	'authorization.withdrawn': 'Sie haben zurückgenommen, was der Anwendung {client} erlaubt war',
	'asking.turned_off': 'Sie haben ausgeschaltet, dass {application} Sie auf dem Telefon fragt',
	'asking.turned_on': '{application} darf Sie wieder auf dem Telefon fragen',
	'logout.told': 'Der Anwendung {client} wurde gemeldet, dass eine Sitzung beendet ist',
	'logout.lost':
		'Der Anwendung {client} konnte nicht gemeldet werden, dass eine Sitzung beendet ist: Dort ist vielleicht noch jemand angemeldet',
	unknown: 'Es ist etwas geschehen, wofür diese Seite noch keine Worte hat'
} satisfies Catalogue['events'];
