import { allMessages } from '#lib/messages/catalogue.ts';
import { createTranslator, describeFault, type Locale } from '#lib/messages/index.ts';
import type { Problem } from './problem.ts';
import template from './refused-page.html?raw';

/**
 * The page of a request that is refused before there is a page. No layout can be trusted to load
 * then, so it stands alone; nothing in it comes from the request.
 */
export function refusedPage(
	problem: Problem,
	{ locale, requestId }: { locale: Locale; requestId: string }
): Response {
	const t = createTranslator({ locale, messages: allMessages(locale) });
	const { status } = problem;
	const { title, text, mayPass } = describeFault(t, problem);
	const again = mayPass ? `<a href="">${t('faults.try_again')}</a>` : '';
	const number = `<p class="code">${t('faults.request_id')}: <code>${requestId}</code></p>`;
	const forOwner = `errors.${problem.code}.owner`;
	const hint = t.has(forOwner) ? `<p>${t(forOwner)}</p>` : '';
	const words: Readonly<Record<string, string>> = {
		lang: locale,
		title,
		text,
		report: status >= 500 || hint ? hint + number : '',
		links: `${again}<a href="/">${t('faults.to_start')}</a>`
	};
	const html = template.replace(/%(\w+)%/g, (mark, name: string) => words[name] ?? mark);
	const headers = { 'content-type': 'text/html;charset=utf-8' };
	return new Response(html, { status, headers });
}
