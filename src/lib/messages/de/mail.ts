import type { Catalogue } from '../translator.ts';

export const mail = {
	greeting: 'Guten Tag, {name},',
	code_subject: 'Ihr Code für {product}',
	code_lead: 'dieser Code bestätigt, dass {email} Ihre Adresse ist:',
	code_validity:
		'Er gilt {minutes} Minuten lang, und nur in dem Browser, in dem Sie ihn angefordert haben.',
	code_not_you:
		'Wenn Sie ihn nicht angefordert haben, hat jemand Ihre Adresse eingegeben, vielleicht aus Versehen. Sie müssen nichts tun.',
	sent_code_lead:
		'{purpose, select, enrolment {mit diesem Code schalten Sie Codes per E-Mail für Ihr Konto ein:} step-up {mit diesem Code bestätigen Sie, dass Sie es noch sind:} other {mit diesem Code schließen Sie Ihre Anmeldung ab:}}',
	sent_code_not_you:
		'{purpose, select, enrolment {Haben Sie ihn nicht angefordert, ist jemand anderes in Ihrem Konto: Melden Sie sich an und beenden Sie seine Sitzung.} other {Haben Sie ihn nicht angefordert, kennt jemand Ihr Passwort. Geben Sie den Code niemandem, und ändern Sie Ihr Passwort.}}',
	text_recovery_begun:
		'{product}: Jemand will per E-Mail wieder in Ihr Konto. Waren Sie das nicht? Melden Sie sich bei {site} an, dann endet es.',
	text_recovery_halfway:
		'{product}: Noch immer will jemand per E-Mail wieder in Ihr Konto. Waren Sie das nicht? Melden Sie sich bei {site} an, dann endet es.',
	text_recovery_ready:
		'{product}: Ihr Konto kann jetzt per E-Mail geöffnet werden. Waren Sie das nicht? Melden Sie sich sofort bei {site} an, dann endet es.',
	text_code: '{code} ist Ihr Code für {product}. Geben Sie ihn niemandem.',
	change_subject: 'Ihr Konto bei {product} wurde geändert',
	sign_in_subject: 'Ein neuer Browser hat sich bei Ihrem Konto angemeldet ({product})',
	device_subject: 'Ein Gerät wurde an Ihrem Konto bei {product} angemeldet',
	offline_subject:
		'Eine Anwendung darf für Ihr Konto bei {product} handeln, während Sie abgemeldet sind',
	half_done_subject: 'Jemand hat Ihr Passwort eingegeben ({product})',
	after_failures_subject: 'Eine Anmeldung nach abgewiesenen Versuchen ({product})',
	recovery_subject: 'Jemand ist wieder in Ihr Konto hineingekommen ({product})',
	recovery_code_subject: 'Ihr Code, um wieder hineinzukommen ({product})',
	recovery_code_lead:
		'dieser Code zeigt, dass Sie dieses Postfach lesen, damit Sie wieder hineinkommen:',
	recovery_code_not_you:
		'Wenn Sie ihn nicht angefordert haben, war es jemand anderes. Ohne den Code geht es dort nicht weiter. Geben Sie ihn niemandem.',
	recovery_begun_subject: 'Jemand will wieder in Ihr Konto ({product})',
	recovery_halfway_subject: 'Noch immer will jemand wieder in Ihr Konto ({product})',
	recovery_ready_subject: 'Ihr Konto kann neu geöffnet werden ({product})',
	recovery_begun:
		'jemand, der dieses Postfach liest, möchte wieder in Ihr Konto, ohne Passwort, Passkey oder anderen Faktor.',
	recovery_begun_by_others:
		'die Leute, die den Dienst betreiben, haben für Sie einen Weg zurück in Ihr Konto begonnen, über dieses Postfach.',
	recovery_halfway:
		'jemand wartet darauf, allein über dieses Postfach wieder in Ihr Konto zu kommen. Die Hälfte der Wartezeit ist vorbei.',
	recovery_ready:
		'die Wartezeit ist vorbei: Allein über dieses Postfach kann Ihr Konto jetzt ein neues Passwort oder einen neuen Passkey bekommen.',
	recovery_until:
		'Am {ready} UTC kann es so ein neues Passwort oder einen neuen Passkey bekommen, bis {end} UTC. Alles, was es jetzt öffnet, wird dann entfernt.',
	recovery_since:
		'Das geht seit {ready} UTC, bis {end} UTC. Alles, was es jetzt öffnet, wird dabei entfernt.',
	recovery_was_you:
		'Wenn Sie das sind, machen Sie im selben Browser weiter, sobald es so weit ist:',
	recovery_was_not_you:
		'Wenn Sie das nicht sind, oder wiedergefunden haben, was verloren war, halten Sie es an. Melden Sie sich an wie immer, oder öffnen Sie diesen Link:',
	recovery_over_subject: 'Der Weg zurück in Ihr Konto ist geschlossen ({product})',
	recovery_over: 'Nichts hat sich geändert: Ihr Konto öffnet sich wie zuvor.',
	recovery_over_strange:
		'Wenn Sie das nie angefordert haben, liest vielleicht jemand anderes dieses Postfach. Ändern Sie dessen Passwort.',
	transaction_subject: 'Sie haben eine Anfrage bei {product} gestoppt',
	transaction_stopped:
		'Nichts wurde freigegeben, und diese Anwendung kann Sie einen Tag lang nichts mehr fragen. Ihr Konto wurde dadurch nicht geöffnet.',
	transaction_strange:
		'Wenn nicht Sie das gesagt haben, hält jemand anderes Ihr entsperrtes Telefon: Melden Sie sich an und entfernen Sie es auf der Seite Sicherheit.',
	happened: 'am {when} UTC ist mit Ihrem Konto dies geschehen:',
	sign_in: 'Angemeldet in einem Browser, der bisher nicht bekannt war',
	recovery_code:
		'Wiederherstellungscode benutzt; {left, plural, =0 {keiner ist} one {einer ist} other {# sind}} übrig',
	email_changed:
		'E-Mail-Adresse in {email} geändert. {codes, select, moved {Codes per E-Mail gehen jetzt dorthin. } other {}}Diese hier gehört nicht mehr zum Konto.',
	by_administrator_subject: 'Zu Ihrem Konto bei {product}, von der Verwaltung',
	by_administrator:
		'Das waren die Leute, die diesen Dienst betreiben. Fragen Sie sie, wenn Sie nicht wissen, warum.',
	by_administrator_password:
		'Bei Ihrer nächsten Anmeldung wählen Sie ein anderes Passwort. Nehmen Sie keines, das Sie anderswo benutzen.',
	farewell_subject: 'Ihr Konto bei {product} ist gelöscht',
	farewell:
		'Ihr Konto ist gelöscht, mit allem, was es geöffnet hat. Dies ist die letzte Mail, die Sie dazu bekommen.',
	farewell_not_you:
		'Wenn Sie das nicht waren, sagen Sie es sofort denen, die den Dienst betreiben. Das Konto kann nicht zurückgeholt werden.',
	browser_on: '{browser} auf {os}',
	browser: 'Browser: {browser}',
	browser_unknown: 'unbekannt',
	address: 'Adresse: {address}',
	was_you: 'Wenn Sie das waren, müssen Sie nichts tun.',
	was_not_you:
		'Wenn Sie das nicht waren, öffnen Sie diesen Link. Er meldet jenen Browser ab und hilft Ihnen, Ihr Konto wieder zu verschließen:',
	link_validity: 'Der Link gilt einmal, bis {until} UTC.',
	foot: 'Wir fragen nie per E-Mail nach einem Passwort oder Code, und auf keine unserer E-Mails müssen Sie antworten.'
} satisfies Catalogue['mail'];

export const not_me = {
	title: 'Das waren nicht Sie?',
	lead: 'Darüber haben wir Ihnen geschrieben.',
	what: 'Wenn Sie das nicht getan haben, ist jemand anderes in Ihrem Konto. Wir melden ihn sofort ab.',
	submit: 'Das war ich nicht',
	was_you: 'Sie waren es doch? Dann schließen Sie diese Seite. Es ist nichts geschehen.',
	gone_title: 'Dieser Link ist verbraucht',
	gone: 'Er gilt einmal, sieben Tage lang. Wenn noch etwas nicht stimmt, melden Sie sich an und sehen Sie nach, was geschehen ist.',
	gone_submit: 'Anmelden und nachsehen',
	done_title: 'Niemand ist mehr darin',
	done_none: 'Es war keine Sitzung mehr offen.',
	done_one: 'Die Sitzung dahinter ist beendet.',
	done_all:
		'{count, plural, =0 {Es war keine Sitzung mehr offen.} one {Die eine offene Sitzung Ihres Kontos ist beendet.} other {Alle # Sitzungen Ihres Kontos sind beendet.}}',
	next_title: 'Verschließen Sie jetzt Ihr Konto wieder',
	next: 'Melden Sie sich an, ändern Sie Ihr Passwort und entfernen Sie, was Sie nicht kennen.',
	next_submit: 'Anmelden und verschließen',
	stuck: 'Sie können sich nicht mehr anmelden? Ein Wiederherstellungscode öffnet Ihr Konto.',
	stuck_do: 'Wiederherstellungscode benutzen'
} satisfies Catalogue['not_me'];
