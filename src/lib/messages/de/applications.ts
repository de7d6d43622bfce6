import type { Catalogue } from '../translator.ts';

export const applications = {
	title: 'Anwendungen',
	lead: 'Wo Sie sich mit diesem Konto anmelden, und was man dort über Sie erfährt.',
	learns: 'Erfährt: {what}.',
	since: 'Seit {when}',
	used: 'Zuletzt benutzt {when}',
	implied: 'Vom Betreiber erlaubt',
	offline: 'Auch während Sie abgemeldet sind',
	take_back: 'Zurücknehmen',
	take_back_title: 'Zurücknehmen, was {client} erlaubt ist?',
	take_back_what:
		'{client} bekommt von hier nichts mehr, in keiner Ihrer Sitzungen. Was die Anwendung schon erfahren hat, behält sie, und auf ihren eigenen Seiten bleiben Sie vielleicht noch eine Weile angemeldet.',
	take_back_then: 'Wenn Sie sich dort wieder anmelden, werden Sie neu gefragt.',
	take_back_then_implied:
		'Erlaubt haben es die Betreiber dieses Dienstes. Gehen Sie wieder dorthin, wird niemand gefragt.',
	taken_back: '{client} darf nichts mehr',
	asks_title: 'Was Sie auf dem Telefon fragt',
	asks_lead:
		'Ausgeschaltet erreicht eine Anwendung Ihr Telefon nicht mehr. Sie erfährt es nicht: Für sie antwortet niemand.',
	asks_answered: 'Zuletzt beantwortet {when}',
	asks_off_since: 'Ausgeschaltet {when}',
	asks_off: 'Ausgeschaltet',
	asks_turn_off: 'Ausschalten',
	asks_turn_off_label: 'Fragen von {application} ausschalten',
	asks_turn_on: 'Wieder einschalten',
	asks_turn_on_label: '{application} wieder fragen lassen',
	asks_off_done: '{application} fragt Sie nichts mehr auf dem Telefon',
	asks_on_done: '{application} darf Sie wieder auf dem Telefon fragen',
	none_title: 'Noch keine Anwendungen',
	none: 'Wenn Sie sich mit diesem Konto bei einer Anwendung anmelden, steht sie hier, mit dem, was sie über Sie erfährt.'
} satisfies Catalogue['applications'];
