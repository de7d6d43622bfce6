import type { Catalogue } from '../translator.ts';

export const new_password = {
	title: 'Wählen Sie ein anderes Passwort',
	compromised:
		'Jemand anderes kennt vielleicht Ihr Passwort, darum öffnet es Ihr Konto nicht mehr. Wählen Sie eines, das Sie sonst nirgends benutzen.',
	common:
		'Ihr Passwort gehört zu denen, die zuerst probiert werden. Wählen Sie eines, auf das nur Sie kommen.',
	field: 'Neues Passwort',
	hint: 'Mindestens {min} Zeichen. Ein paar Wörter ohne Zusammenhang eignen sich gut.',
	submit: 'Speichern und weiter',
	after: 'Alle Ihre anderen Sitzungen enden, wenn Sie es speichern.',
	later: 'Nicht jetzt: zurück zur Anmeldung'
} satisfies Catalogue['new_password'];
