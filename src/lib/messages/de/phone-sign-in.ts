import type { Catalogue } from '../translator.ts';

export const phone_sign_in = {
	title: 'Mit dem Telefon scannen',
	lead: 'Nehmen Sie die Kamera eines Telefons, das mit Ihrem Konto verknüpft ist, und öffnen Sie die Seite, die sie findet.',
	qr_label: 'QR-Code, der auf dem Telefon die Anmeldung öffnet. Dieselbe Adresse steht darunter.',
	waiting: 'Warten auf Ihr Telefon …',
	time: 'Verbleibende Zeit',
	look: 'Mein Telefon zeigt drei Zahlen',
	text_title: 'Lässt es sich nicht scannen?',
	text: 'Öffnen Sie diese Adresse auf dem Telefon. Zeigen Sie sie niemandem: Wer sie hat, kann an Ihrer Stelle kommen.',
	text_label: 'Adresse',
	tap: 'Dies ist das verknüpfte Telefon',
	number_title: 'Wählen Sie diese Zahl auf dem Telefon',
	number_lead: 'Fahren Sie nur fort, wenn Ihr eigenes Telefon danach fragt.',
	over_title: 'Niemand wurde angemeldet',
	over: 'Das Telefon hat nicht bestätigt. Zeigen Sie ein neues Bild und versuchen Sie es noch einmal.',
	over_gone: 'Es hat zu lange gedauert, oder es wurde gestoppt. Ein neues Bild gilt zwei Minuten.',
	over_expired: 'Auf dem Telefon hat niemand rechtzeitig geantwortet.',
	over_not_accepted:
		'Das wurde nicht angenommen. Versuchen Sie es noch einmal, oder melden Sie sich anders an.',
	over_declined: 'Es wurde auf dem Telefon abgelehnt.',
	over_wrong_number: 'Auf dem Telefon wurde eine andere Zahl gewählt, darum wurde abgelehnt.',
	over_disowned: 'Es wurde auf dem Telefon gestoppt.',
	again: 'Neues Bild zeigen',
	other: 'Anders anmelden'
} satisfies Catalogue['phone_sign_in'];
