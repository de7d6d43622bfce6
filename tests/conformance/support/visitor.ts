/** Somebody with a browser, without the browser: cookies are kept, redirects followed, questions answered. */
import { inject } from 'vitest';

import {
	createBrowser,
	done,
	signIn,
	signUp,
	type Browser
} from '../../hostile/support/browser.ts';
import { json, type Answer } from '../../hostile/support/http.ts';
import type { Person } from '../../support/person.ts';

/** Where the browser came to rest: a page of ours, or the address of an application. */
export interface Stop {
	readonly url: URL;
	/** Undefined for an application: nothing was asked there. */
	readonly answer: Answer | undefined;
}

export interface Visitor {
	readonly person: Person;
	readonly browser: Browser;
	/** Follows redirects, and pages that lead on by themselves, until somebody is asked or an application is reached. */
	open(url: URL | string): Promise<Stop>;
	/** The same by a form that an application's page sends: our cookies do not come along. */
	submit(url: URL): Promise<Stop>;
	/** Answers whatever is asked, until the application is reached, or nothing can be answered. */
	answer(stop: Stop): Promise<Stop>;
	signOut(): Promise<void>;
}

const MOST_STEPS = 20;

/** As a browser reads it in a page; attributes are encoded. */
function refreshOf({ headers, body }: Answer): string | undefined {
	if (!headers['content-type']?.startsWith('text/html')) return undefined;
	const [, to] = /<meta http-equiv="refresh" content="0;url=([^"]+)"/.exec(body) ?? [];
	return to?.replaceAll('&amp;', '&');
}

const nextOf = (answer: Answer): string | undefined => {
	const isRedirect = answer.status >= 300 && answer.status < 400;
	return isRedirect ? answer.headers.location : refreshOf(answer);
};

export async function newVisitor(): Promise<Visitor> {
	const origin = inject('issuer');
	const browser = createBrowser({ origin, port: Number(new URL(origin).port) });
	const person = await signUp(browser);

	const follow = async (from: URL, first: Answer): Promise<Stop> => {
		let stop = { url: from, answer: first };
		for (let step = 0; step < MOST_STEPS; step += 1) {
			const next = nextOf(stop.answer);
			if (next === undefined) return stop;
			const url = new URL(next, stop.url);
			if (url.origin !== origin) return { url, answer: undefined };
			stop = { url, answer: await browser.get(url.pathname + url.search, { accept: 'text/html' }) };
		}
		throw new Error(`The browser is led on for ever: ${stop.url}`);
	};

	const open: Visitor['open'] = async (to) => {
		const url = new URL(to, origin);
		return follow(url, await browser.get(url.pathname + url.search, { accept: 'text/html' }));
	};

	const prove = async (id: string): Promise<void> => {
		const answer = await browser.api('POST', `/challenges/${id}/answer`, {
			method: 'passwords',
			answer: person.password
		});
		if (json(answer)['verified'] !== true) throw new Error(`Not proven: ${answer.body}`);
	};

	/** One question; undefined where there is none that can be answered. */
	const answerOne = async ({ url, answer }: Stop): Promise<Stop | undefined> => {
		const next = url.searchParams.get('next') ?? '/';
		const [, asks, id = ''] = url.pathname.split('/');
		if (asks === 'sign-in') {
			await signIn(browser, person);
			return open(next);
		}
		if (asks === 'verify') {
			await prove(id);
			return open(next);
		}
		if (asks === 'authorize' && answer?.body.includes('?/allow'))
			return follow(url, await browser.form(`${url.pathname}?/allow`));
		return undefined;
	};

	return {
		person,
		browser,
		open,
		async submit(url) {
			const path = url.pathname;
			const answer = await browser.send({
				method: 'POST',
				path,
				headers: {
					accept: 'text/html',
					cookie: undefined,
					origin: 'https://rp.example',
					'content-type': 'application/x-www-form-urlencoded'
				},
				body: `${url.searchParams}`
			});
			return follow(new URL(path, origin), answer);
		},
		async answer(first) {
			let stop = first;
			for (let step = 0; stop.answer && step < MOST_STEPS; step += 1) {
				const next = await answerOne(stop);
				if (!next) return stop;
				stop = next;
			}
			return stop;
		},
		signOut: async () => void (await done(browser.api('DELETE', '/session')))
	};
}
