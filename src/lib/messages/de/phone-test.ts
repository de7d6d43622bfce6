import type { Catalogue } from '../translator.ts';

export const phone_test = {
	row: 'Testen',
	row_label: '{name} testen',
	title: '„{name}“ testen',
	lead: 'Das Telefon wird etwas gefragt, das nichts öffnet, damit Sie sehen, ob es funktionieren würde.',
	do: 'Fragen',
	again: 'Noch einmal fragen',
	look: 'Hat es geantwortet?',
	step_open:
		'Öffnen Sie auf dem Telefon die Seite „Freigaben“, oder tippen Sie auf seine Mitteilung.',
	worked_title: 'Es funktioniert',
	worked: 'Das Telefon hat geantwortet und unterschrieben wie bei einer Anmeldung.',
	declined_title: 'Es wurde abgelehnt',
	declined: 'Das Telefon ist erreichbar: Jemand hat darauf abgelehnt.',
	wrong_number_title: 'Eine andere Zahl wurde gewählt',
	wrong_number: 'Das Telefon ist erreichbar. Wählen Sie die Zahl, die diese Seite zeigt.',
	disowned_title: 'Es wurde gestoppt',
	disowned: 'Jemand hat auf dem Telefon gesagt, dass er das nicht war.',
	no_answer_title: 'Keine Antwort',
	no_answer:
		'Ist das Telefon online, und ist seine Seite „Freigaben“ offen, oder darf es Ihnen Mitteilungen zeigen? Wurde es neu eingerichtet, verknüpfen Sie es noch einmal.'
} satisfies Catalogue['phone_test'];
