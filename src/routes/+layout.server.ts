import { messagesFor, type Area } from '#lib/messages/catalogue.ts';
import type { LayoutServerLoad } from './$types';

function areaOf(route: string | null): Area {
	if (route?.startsWith('/(account)')) return 'account';
	if (route?.startsWith('/phone')) return 'phone';
	return route?.startsWith('/(admin)') ? 'admin' : 'door';
}

export const load: LayoutServerLoad = ({ locals, route }) => ({
	locale: locals.locale,
	productName: locals.app.config.productName,
	messages: messagesFor(locals.locale, areaOf(route.id))
});
