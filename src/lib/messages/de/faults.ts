import type { Catalogue } from '../translator.ts';

export const faults = {
	not_found_title: 'Hier ist keine Tür',
	not_found: 'Unter dieser Adresse gibt es nichts. Der Link ist vielleicht alt oder vertippt.',
	missing_title: 'Das ist nicht hier',
	forbidden_title: 'Nicht Ihre Tür',
	forbidden: 'Ihr Konto darf diese Seite nicht öffnen.',
	unavailable_title: 'Gleich wieder da',
	unavailable:
		'Wir erreichen unsere Daten nicht und lassen deshalb gerade niemanden hinein. Ihr Konto und Ihre Sitzungen sind sicher.',
	expired_title: 'Das hat zu lange gedauert',
	expired: 'Der Versuch ist beendet. Beginnen Sie neu; es hat sich nichts geändert.',
	throttled_title: 'Eine kurze Pause',
	throttled: 'Von hier kamen zu viele Versuche. Warten Sie ein paar Minuten.',
	offline: 'Sie sind offline. Was Sie sehen, ist vielleicht alt; Änderungen müssen warten.',
	broken_title: 'Etwas ist kaputt',
	broken:
		'Der Fehler liegt bei uns, nicht bei Ihnen. Versuchen Sie es noch einmal; wenn es wieder geschieht, melden Sie die Nummer unten.',
	request_id: 'Nummer für Ihre Meldung',
	to_start: 'Zur Startseite',
	try_again: 'Noch einmal versuchen'
} satisfies Catalogue['faults'];
