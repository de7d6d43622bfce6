import { allMessages } from '#lib/messages/catalogue.ts';
import { createTranslator, negotiateLocale, type MessageKey } from '#lib/messages/index.ts';
import style from '../../../../static/error.css?raw';
import template from './refused-page.html?raw';
import type { Reply } from './reply.ts';

/** Where the pages below find what they look like: on the host of the site, as they are. */
const STYLE_PATH = '/.latchkey/style.css';

interface SitePage {
	readonly status: number;
	readonly page: 'not_for_you' | 'gone' | 'sign_out' | 'signed_out';
	readonly language: string | undefined;
}

/** Where each leads on to. What is not a link is a form of the page's own. */
const LINKS: Readonly<Record<SitePage['page'], string>> = {
	not_for_you: '/.latchkey/sign-out',
	gone: '/',
	sign_out: '',
	signed_out: '/'
};

/** A page on the host of a site. It stands alone, and nothing in it comes from the request. */
export function sitePage({ status, page, language }: SitePage): Reply {
	const locale = negotiateLocale(language);
	const t = createTranslator({ locale, messages: allMessages(locale) });
	const say = (name: 'title' | 'text' | 'do') => t(`site.${page}_${name}` satisfies MessageKey);
	const action = LINKS[page]
		? `<a href="${LINKS[page]}">${say('do')}</a>`
		: `<form method="POST"><button>${say('do')}</button></form>`;
	const words: Readonly<Record<string, string>> = {
		lang: locale,
		title: say('title'),
		text: say('text'),
		report: '',
		links: action
	};
	const body = template
		.replace(/\s*<link rel="icon"[^>]*>/, '')
		.replace('/error.css', STYLE_PATH)
		.replace(/%(\w+)%/g, (mark, name: string) => words[name] ?? mark);
	return { status, type: 'text/html;charset=utf-8', body };
}

export const siteStyle: Reply = { status: 200, type: 'text/css', body: style };
