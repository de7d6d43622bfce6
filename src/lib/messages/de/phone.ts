import type { Catalogue } from '../translator.ts';

export const phone = {
	title: 'Freigaben',
	lead: 'Dieses Telefon bestätigt Anmeldungen an Ihrem Konto.',
	'action_sign-in': 'Anmelden bei {product}',
	'action_step-up': 'Eine heikle Änderung bei {product} bestätigen',
	action_transaction: 'Freigeben, was {application} fragt',
	'action_phone-sign-in': 'Auf einem anderen Computer bei {product} anmelden',
	sign_in_title: 'Auf einem Computer anmelden?',
	sign_in_lead:
		'Ein Computer zeigt dieses Bild und möchte sich bei Ihrem Konto anmelden. Fahren Sie nur fort, wenn er vor Ihnen steht.',
	sign_in_which: 'Bei welchem Konto?',
	sign_in_as: 'Weiter als {username}',
	sign_in_not: 'Nein, das ist nicht mein Computer',
	sign_in_elsewhere:
		'Dieser Computer ist in einem anderen Netz als dieses Telefon. Mit mobilen Daten ist das üblich. Hat Ihnen jemand dieses Bild geschickt, dann brechen Sie hier ab.',
	sign_in_gone_title: 'Dieses Bild gilt nicht',
	sign_in_gone:
		'Ein Telefon hat es benutzt, oder es ist zu alt. War es nicht Ihres, dann verlassen Sie die Seite auf dem Computer und beginnen Sie neu.',
	sign_in_cannot_title: 'Dieses Telefon kann nicht allein anmelden',
	sign_in_cannot:
		'Es hat für dieses Konto weder Fingerabdruck noch Gesicht oder PIN. Richten Sie seine Bildschirmsperre ein, entfernen Sie das Telefon aus dem Konto und verknüpfen Sie es neu; oder melden Sie sich zuerst mit dem Passwort an.',
	action_recovery: 'Wieder in Ihr Konto bei {product} kommen',
	action_test: 'Ein Test von {product}: Es geschieht nichts',
	action_other: 'Bei {product} bestätigen',
	looking: 'Anfragen werden gesucht…',
	empty_title: 'Nichts freizugeben',
	empty:
		'Wenn Sie sich an einem Computer anmelden und Ihr Telefon wählen, erscheint die Anfrage hier. Lassen Sie diese Seite offen.',
	offline_title: 'Keine Verbindung',
	offline: 'Anfragen erscheinen, sobald dieses Telefon wieder online ist.',
	none_title: 'Dieses Telefon ist noch nicht verknüpft',
	none: 'Melden Sie sich am Computer an und öffnen Sie „Sicherheit“. Wählen Sie „Telefon verknüpfen“ und scannen Sie das Bild dort mit der Kamera dieses Telefons.',
	unlinked: 'Vom Konto entfernt: gibt nichts mehr frei.',
	forget: 'Vergessen',
	linked_title: 'Verknüpfte Konten',
	linked_at: 'Verknüpft {when}',
	tell_title: 'Wenn diese Seite geschlossen ist',
	tell_off: 'Dieses Telefon kann Ihnen eine Anfrage melden, sobald es eine gibt.',
	tell_on: 'Dieses Telefon meldet Ihnen eine Anfrage, sobald es eine gibt.',
	tell_blocked:
		'Mitteilungen sind für diese Seite gesperrt. Erlauben Sie sie in den Einstellungen des Browsers.',
	tell_failed:
		'Das hat nicht geklappt. Prüfen Sie die Verbindung und versuchen Sie es noch einmal.',
	tell_do: 'Benachrichtigen',
	tell_stop: 'Nicht mehr benachrichtigen',
	install: 'Legen Sie diese Seite auf den Startbildschirm, um sie wiederzufinden.',
	request_title: 'Sind Sie das?',
	transaction_title: 'Geben Sie das frei?',
	request_application: 'Gefragt von',
	request_account: 'Konto',
	request_origin: 'Bei',
	request_browser: 'Browser',
	request_address: 'Von',
	request_at: 'Gefragt um',
	browser_unknown: 'Unbekannt',
	pick: 'Welche Zahl zeigt der andere Bildschirm?',
	pick_hint: 'Eine falsche Zahl lehnt die Anfrage ab.',
	decline: 'Ablehnen',
	disown: 'Das war ich nicht',
	disown_hint: '„Das war ich nicht“ beendet den Versuch und warnt Sie per E-Mail.',
	confirming: 'Bestätigen Sie mit Fingerabdruck, Gesicht oder PIN…',
	approved_title: 'Freigegeben',
	approved: 'Machen Sie am anderen Bildschirm weiter.',
	declined_title: 'Abgelehnt',
	declined: 'Niemand wurde hereingelassen.',
	transaction_declined: 'Nichts wurde freigegeben.',
	'wrong-number_title': 'Das war eine andere Zahl',
	'wrong-number':
		'Die Anfrage wurde abgelehnt. Fragen Sie am anderen Bildschirm noch einmal, wenn Sie es waren.',
	disowned_title: 'Gestoppt',
	disowned:
		'Dieser Versuch ist vorbei. Vielleicht kennt jemand Ihr Passwort: Wählen Sie bald ein anderes.',
	transaction_disowned:
		'Nichts wurde freigegeben, und diese Anwendung kann Sie einen Tag lang nichts fragen. Eine E-Mail sagt Ihnen, was sie gefragt hat.',
	transaction_disown_hint:
		'„Das war ich nicht“ stoppt diese Anwendung für einen Tag und warnt Sie per E-Mail.',
	over_title: 'Zu spät',
	over: 'Diese Anfrage wurde schon beantwortet, oder sie ist zu alt.',
	failed: 'Das hat nicht geklappt. Versuchen Sie es noch einmal.',
	unverified: 'Das Telefon hat nicht bestätigt, dass Sie es sind. Versuchen Sie es noch einmal.',
	back: 'Zurück zu den Anfragen',
	scan: 'Bild scannen',
	scan_do: 'Kamera benutzen',
	scan_stop: 'Kamera ausschalten',
	scan_again: 'Anderes Bild scannen',
	scanning: 'Richten Sie die Kamera auf das Bild am anderen Bildschirm.',
	viewfinder: 'Was die Kamera sieht',
	photo_label: 'Keine Kamera? Wählen Sie ein Foto des Bildes.',
	photo_unread: 'Auf diesem Foto ist kein Bild von uns. Machen Sie es noch einmal, gerade und nah.',
	camera_denied:
		'Diese Seite darf die Kamera nicht benutzen. Erlauben Sie es in den Einstellungen des Browsers, oder wählen Sie unten ein Foto.',
	camera_none: 'Dieses Gerät hat keine Kamera. Wählen Sie unten ein Foto des Bildes.',
	camera_busy:
		'Eine andere App benutzt die Kamera. Schließen Sie sie und versuchen Sie es noch einmal.',
	camera_failed:
		'Die Kamera ist nicht gestartet. Versuchen Sie es noch einmal, oder wählen Sie unten ein Foto.',
	picture_reading_title: 'Das Bild wird gelesen…',
	picture_scan_title: 'Bild scannen',
	picture_scan:
		'Wenn Sie sich an einem Computer anmelden und „Fotocode“ wählen, zeigt er ein Bild. Das geht auch ohne Netz.',
	picture_unreadable_title: 'Das ist kein Bild von uns',
	picture_unreadable:
		'Scannen Sie das quadratische Bild, das der andere Bildschirm zeigt, wenn er nach einem Fotocode fragt.',
	picture_elsewhere_title: 'Das ist von einem anderen Dienst',
	picture_elsewhere:
		'Dieses Telefon beantwortet nur Bilder dieses Dienstes. Wenn Sie eines von uns erwartet haben, täuscht Sie vielleicht jemand: Tippen Sie nichts ein.',
	picture_unlinked_title: 'Dieses Telefon ist noch nicht verknüpft',
	picture_unlinked:
		'Melden Sie sich am Computer an und öffnen Sie „Sicherheit“. Wählen Sie „Telefon verknüpfen“ und scannen Sie das Bild dort.',
	'picture_not-mine_title': 'Dieses Bild ist nicht für dieses Telefon',
	'picture_not-mine': 'Es gehört zu einem anderen Konto oder zu einem anderen Ihrer Telefone.',
	picture_used_title: 'Dieses Bild wurde schon benutzt',
	picture_used:
		'Dieses Telefon hat seinen Code gezeigt. Wählen Sie am anderen Bildschirm „Neues Bild zeigen“.',
	picture_old_title: 'Dieses Bild ist zu alt',
	picture_old:
		'Wählen Sie am anderen Bildschirm „Neues Bild zeigen“. Wenn die Uhr dieses Telefons falsch geht, dürfen Sie weitermachen: Der Dienst entscheidet.',
	picture_old_go_on: 'Meine Uhr geht falsch: weiter',
	picture_do: 'Code zeigen',
	picture_do_hint: 'Nur, wenn Sie genau das tun wollen: Der Code gilt für nichts anderes.',
	picture_code_title: 'Tippen Sie diesen Code ein',
	picture_code: 'Am anderen Bildschirm. Sagen Sie ihn niemandem, wer auch fragt.',
	picture_over_title: 'Der Code ist abgelaufen',
	picture_over:
		'Wählen Sie am anderen Bildschirm „Neues Bild zeigen“, wenn Sie noch einen brauchen.',
	picture_disowned_title: 'Dann tun Sie nichts',
	picture_disowned:
		'Ohne den Code kommt niemand hinein. Vielleicht kennt jemand Ihr Passwort: Wählen Sie bald ein anderes.',
	code_is: 'Der Code ist {code}.',
	code_time: 'Gilt höchstens noch',
	link_title: 'Dieses Telefon verknüpfen',
	link_looking: 'Der Link wird geprüft…',
	link_lead: 'Es gibt dann Anmeldungen am Konto {username} bei {product} frei.',
	link_name: 'Name dieses Telefons',
	link_name_hint: 'Daran erkennen Sie es in der Liste.',
	link_do: 'Telefon verknüpfen',
	link_words_title: 'Vergleichen Sie die Wörter',
	link_words: 'Ihr Computer muss dieselben zwei Wörter zeigen. Bestätigen Sie dort.',
	link_waiting: 'Warten auf Ihren Computer…',
	link_done_title: 'Dieses Telefon ist verknüpft',
	link_done: 'Wählen Sie ab jetzt beim Anmelden „Auf dem Telefon freigeben“.',
	link_open: 'Freigaben öffnen',
	link_gone_title: 'Dieser Link funktioniert nicht',
	link_gone:
		'Er ist benutzt oder zu alt. Zeigen Sie am Computer ein neues Bild an und scannen Sie es.',
	link_refused_title: 'Nicht verknüpft',
	link_refused:
		'Die Verknüpfung wurde am Computer nicht bestätigt. Beginnen Sie dort neu, wenn Sie es waren.',
	unsupported:
		'Dieser Browser kann keinen Schlüssel sicher aufbewahren. Nehmen Sie einen aktuellen Browser, nicht im privaten Modus.',
	default_name: 'Telefon'
} satisfies Catalogue['phone'];
