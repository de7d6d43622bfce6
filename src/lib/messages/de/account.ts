import type { Catalogue } from '../translator.ts';

export const sessions = {
	title: 'Sitzungen',
	lead: 'Alle Browser, in denen Sie angemeldet sind. Beenden Sie, was Sie nicht kennen.',
	this_one: 'Diese hier',
	browser_on: '{browser} auf {os}',
	unknown_browser: 'Unbekannter Browser',
	address: 'Adresse {address}',
	signed_in: 'Angemeldet {when}',
	seen: 'Zuletzt gesehen {when}',
	seen_now: 'Gerade aktiv',
	stays: 'Bleibt angemeldet',
	how: 'Mit {how}',
	how_password: 'Nur mit Passwort',
	end: 'Beenden',
	end_title: 'Diese Sitzung beenden?',
	end_what: '{name} wird sofort abgemeldet. Wer dort sitzt, muss sich neu anmelden.',
	end_confirm: 'Sitzung beenden',
	how_recovery: 'Mit einem Wiederherstellungscode',
	end_here_title: 'In diesem Browser abmelden?',
	end_here_what: 'In dieser Sitzung sind Sie gerade. Danach müssen Sie sich neu anmelden.',
	end_others: 'Alle anderen beenden',
	end_others_title: 'Alle anderen Sitzungen beenden?',
	end_others_what:
		'{count, plural, one {Ein anderer Browser wird} other {# andere Browser werden}} sofort abgemeldet. Hier bleiben Sie angemeldet.',
	end_others_confirm: 'Alle anderen beenden',
	others_ended:
		'{count, plural, =0 {Es gab keine andere Sitzung.} one {Eine Sitzung ist beendet.} other {# Sitzungen sind beendet.}}',
	only_this: 'Sie sind sonst nirgends angemeldet.',
	strange:
		'Das waren nicht Sie? Beenden Sie die Sitzung. Ändern Sie dann Ihr Passwort, falls Sie eines haben, und entfernen Sie, was Sie nicht kennen.'
} satisfies Catalogue['sessions'];

export const profile = {
	title: 'Profil',
	lead: 'Was wir über Sie wissen. Es ist nicht viel.',
	display_name: 'Anzeigename',
	display_name_hint: 'Sie sehen ihn hier, und Anwendungen sehen ihn, bei denen Sie sich anmelden.',
	username: 'Benutzername',
	username_hint: 'Damit melden Sie sich an. Er lässt sich hier nicht ändern.',
	email_title: 'E-Mail-Adresse',
	email_proven: 'Bestätigt',
	email_unproven: 'Nicht bestätigt',
	email_opens:
		'Sie können sich damit anmelden, und wir schreiben Ihnen dorthin bei jeder Änderung an Ihrem Konto.',
	email_opens_not:
		'Bestätigen Sie sie, um sich damit anzumelden und von jeder Änderung an Ihrem Konto zu erfahren.',
	email_no_mail: 'Dieser Dienst kann keine E-Mails senden, darum lässt sie sich nicht bestätigen.',
	email_confirm: 'Adresse bestätigen',
	email_change: 'Adresse ändern',
	email_change_title: 'Adresse ändern',
	email_change_lead:
		'Wir senden einen Code an die neue Adresse. Bis Sie ihn eingeben, ändert sich nichts.',
	email_new: 'Neue Adresse',
	email_send: 'Code senden',
	email_sending: 'Wird gesendet …',
	email_code_title: 'Adresse bestätigen',
	email_code_lead:
		'Wir senden sechs Ziffern an {email}. Geben Sie sie innerhalb von zehn Minuten hier ein.',
	email_code_submit: 'Bestätigen',
	email_code_missing:
		'Keine E-Mail? Sehen Sie unter den unerwünschten nach, oder lassen Sie sich einen anderen Code senden.',
	email_code_again: 'Neuen Code senden',
	email_code_sent: 'Ein neuer Code ist unterwegs. Der vorige gilt nicht mehr.',
	email_code_spent: 'Zu viele Versuche. Lassen Sie sich einen neuen Code senden.',
	email_code_old: 'Dieser Code ist zu alt oder verbraucht. Beginnen Sie unten noch einmal.',
	email_done: 'Ihre Adresse ist bestätigt',
	language: 'Sprache',
	language_hint: 'Für diese Seiten und für unsere Nachrichten an Sie.',
	language_save: 'Sprache ändern',
	name_title: 'Ihr Name',
	fixed_title: 'Womit Sie sich anmelden',
	save: 'Speichern',
	saved: 'Ihr Profil ist gespeichert.',
	since_label: 'Konto seit',
	language_label: 'Sprache dieser Seiten',
	account_id: 'Kontonummer',
	account_id_hint: 'Nur für die Leute, die diesen Dienst betreiben, wenn Sie sie um Hilfe bitten.',
	delete_card:
		'Sie können jederzeit gehen. Die nächste Seite sagt, was verschwindet und was bleibt.',
	delete_title: 'Konto löschen',
	delete_what: 'Damit wird das Konto {username} gelöscht:',
	delete_factors:
		'Ihre Passkeys, Apps, Wiederherstellungscodes und Ihr Passwort öffnen nichts mehr.',
	delete_sessions: 'Jeder Browser wird abgemeldet, auch dieser.',
	delete_applications:
		'Anwendungen, bei denen Sie sich damit anmelden, erkennen Sie nicht wieder, auch nicht mit einem neuen Konto.',
	delete_record:
		'Was mit dem Konto geschehen ist, bleibt bei denen verzeichnet, die den Dienst betreiben.',
	delete_final: 'Niemand kann es zurückholen.',
	delete_do: 'Mein Konto löschen',
	deleting: 'Wird gelöscht …',
	delete_needed:
		'Sie sind der einzige Admin, und ohne einen kann niemand diesen Dienst betreiben. Laden Sie zuerst einen weiteren ein; dann können Sie gehen.',
	delete_invite: 'Einen Admin einladen'
} satisfies Catalogue['profile'];

export const admin = {
	title: 'Verwaltung',
	lead: 'Wer herein darf, und wie.',
	sign_up_open: 'Jede und jeder kann ein Konto anlegen.',
	sign_up_invitation: 'Für ein Konto braucht es eine Einladung.',
	sign_up_closed: 'Es können keine Konten angelegt werden, außer mit einer Einladung von hier.',
	accounts_title: 'Konten',
	accounts_lead: 'Die neuesten zuerst.',
	accounts_older: 'Ältere Konten',
	accounts_newest: 'Neueste Konten',
	role_admin: 'Verwaltung',
	role_member: 'Mitglied',
	status_disabled: 'Gesperrt',
	made: 'Seit {when}',
	invitations_title: 'Einladungen',
	invitations_lead: 'Ein Link, mit dem ein Konto angelegt werden kann. Er gilt einmal.',
	invite: 'Jemanden einladen',
	invite_role: 'Was sie dürfen',
	invite_member_hint: 'Hat hier ein Konto und kümmert sich darum.',
	invite_admin_hint: 'Sieht auch diese Seite und lädt andere ein.',
	invite_submit: 'Einladung erzeugen',
	invite_link: 'Einladungslink',
	invite_link_title: 'Der Link ist bereit. Geben Sie ihn selbst weiter.',
	invite_link_once: 'Kopieren Sie ihn jetzt. Er wird nur dieses eine Mal gezeigt.',
	invite_for: 'Für {role, select, admin {die Verwaltung} other {ein Mitglied}}',
	invite_until: 'Bis {when}',
	invite_withdraw: 'Zurückziehen',
	invite_withdraw_title: 'Diese Einladung zurückziehen?',
	invite_withdrawn: 'Die Einladung ist zurückgezogen. Ihr Link lässt niemanden mehr herein.',
	invite_withdraw_what: 'Ein zurückgezogener Link gilt sofort nicht mehr.',
	invitations_none_title: 'Keine offene Einladung',
	invitations_none: 'Erzeugen Sie eine, um jemanden hereinzulassen.'
} satisfies Catalogue['admin'];
