/**
 * What a proxy asks for the sites behind it, `GET /forward-auth`, and what browsers ask on those sites themselves, under
 * `/.latchkey/`: to begin a sign-in, to come back from it, and to sign out.
 */
import type { IncomingMessage } from 'node:http';

import type { App } from '#lib/server/app.ts';
import { defineRefusals, Refusal } from '#lib/server/core/refusal.ts';
import {
	forwardAuthRefusals,
	judge,
	type Site,
	type Visitor
} from '#lib/server/forward-auth/index.ts';
import { callerOf } from '#lib/server/http/caller.ts';
import { safeNext } from '#lib/server/http/next.ts';
import { refusedReply } from '#lib/server/http/refused.ts';
import type { Reply } from '#lib/server/http/reply.ts';
import { siteCookies } from '#lib/server/http/site-cookies.ts';
import { sitePage, siteStyle } from '#lib/server/http/site-page.ts';
import { noteSession, type Trace } from '#lib/server/http/trace.ts';
import { sessionRefusals } from '#lib/server/sessions/index.ts';
import { createCookies, cookieReader } from './cookies.ts';
import type { FrontRoute } from './front-server.ts';
import { incomingOf } from './incoming.ts';
import { siteCallOf, siteOf, type SiteCall } from './site-call.ts';

const refuse = {
	...forwardAuthRefusals,
	...defineRefusals('request', { crossSite: 'forbidden' }),
	stepUpRequired: () => new Refusal('step-up-required', 'step-up-required')
};

const OWN = '/.latchkey/';
/** Longer ones are not taken along: below what proxies pass on. */
const LONGEST = 2000;

interface Deps extends Pick<App, 'config' | 'forwardAuth'> {
	readonly trusts: (address: string) => boolean;
}

/** UTF-8, one character for each byte, since a header has no others; and nothing that could end a line. */
const headerText = (text: string): string =>
	Buffer.from(text.replace(/\p{Cc}/gu, ' ')).toString('latin1');

const HEADERS = ['remote-user', 'remote-name', 'remote-email', 'remote-groups', 'remote-aal'];

function told(visitor: Visitor | undefined): readonly string[] {
	if (!visitor) return [];
	const { identity, session } = visitor;
	const { username, name, email = '', groups } = identity;
	return [username, name, email, groups.join(','), String(session.aal)];
}

/** All of them always, so that what a browser claims under these names never stands. */
function identityHeaders(visitor: Visitor | undefined): Record<string, string> {
	const values = told(visitor);
	return Object.fromEntries(HEADERS.map((name, at) => [name, headerText(values[at] ?? '')]));
}

const redirect = (location: string, status = 303): Reply => ({
	status,
	body: '',
	headers: { location }
});

const languageOf = ({ headers }: IncomingMessage) => headers['accept-language'];

/** Back where it was going, unless that is one of our own paths. */
function onward(to: string | null): string {
	const next = safeNext(to);
	return next.startsWith(OWN) ? '/' : next;
}

/** Where a browser begins to sign in: on the site itself, which is where it keeps that it did. */
function signInAddress({ site, path, query }: SiteCall): string {
	const to = path + query;
	return `${site.origin}${OWN}sign-in?to=${encodeURIComponent(to.length > LONGEST ? '/' : to)}`;
}

/** What somebody without enough proof is answered. */
function askToSignIn(call: SiteCall, refused: Refusal, trace: Trace): Reply {
	const problem = refusedReply(refused, trace);
	if (!call.isVisit) return problem;
	const location = signInAddress(call);
	if (!call.isStatusOnly) return redirect(location, 302);
	return { ...problem, headers: { ...problem.headers, location } };
}

function turnAway(call: SiteCall, { request, trace }: { request: IncomingMessage; trace: Trace }) {
	const problem = refusedReply(forwardAuthRefusals.notForYou(), trace);
	if (!call.isVisit || call.isStatusOnly) return problem;
	return sitePage({ status: 403, page: 'not_for_you', language: languageOf(request) });
}

function askingRoute({ forwardAuth, trusts }: Deps): FrontRoute {
	const answer = async (request: IncomingMessage, trace: Trace): Promise<Reply> => {
		const call = siteCallOf(request, { forwardAuth, trusts });
		const { site, path } = call;
		const pass = siteCookies(site).pass(cookieReader(request));
		const visitor = pass === undefined ? undefined : await forwardAuth.look(site, pass);
		noteSession(trace, visitor?.session);
		const who = visitor && { aal: visitor.session.aal, groups: visitor.identity.groups };
		switch (judge(site, { path, who })) {
			case 'allowed':
				return { status: 200, body: '', headers: identityHeaders(visitor) };
			case 'sign-in':
				return askToSignIn(call, sessionRefusals.required(), trace);
			case 'step-up':
				return askToSignIn(call, refuse.stepUpRequired(), trace);
			case 'forbidden':
				return turnAway(call, { request, trace });
		}
	};
	return {
		path: '/forward-auth',
		method: 'GET',
		answer: (request, trace) =>
			answer(request, trace).catch((error: unknown) => refusedReply(error, trace))
	};
}

interface Visit {
	readonly site: Site;
	readonly request: IncomingMessage;
	readonly trace: Trace;
	readonly cookies: ReturnType<typeof createCookies>;
	readonly query: URLSearchParams;
}

type Answer = (visit: Visit) => Reply | Promise<Reply>;

const callerIn = ({ request, trace }: Visit) =>
	callerOf({ request: incomingOf(request), getClientAddress: () => trace.address ?? '' }, trace);

/** A page that may be left open and sent later is no other site's: browsers say where a form is from. */
function requireOwnPage({ site, request: { headers } }: Visit): void {
	const from = headers['sec-fetch-site'] ?? 'same-origin';
	if (headers.origin !== site.origin || from !== 'same-origin') throw refuse.crossSite();
}

/** By method and the path below `/.latchkey/`. */
function answersOf({ config, forwardAuth }: Deps): Readonly<Record<string, Answer>> {
	const page =
		(name: Parameters<typeof sitePage>[0]['page'], status = 200): Answer =>
		({ request }) =>
			sitePage({ status, page: name, language: languageOf(request) });

	return {
		'GET style.css': () => siteStyle,
		'GET not-for-you': page('not_for_you', 403),
		'GET sign-out': page('sign_out'),
		'GET signed-out': page('signed_out'),

		'GET sign-in'({ site, cookies, query }) {
			const state = siteCookies(site).beginState(cookies);
			const asked = { site: site.origin, state, to: onward(query.get('to')) };
			return redirect(
				`${config.origin}/forward-auth/sign-in?${String(new URLSearchParams(asked))}`
			);
		},

		async 'GET enter'(visit) {
			const { site, cookies, query, trace } = visit;
			const own = siteCookies(site);
			const given = { site, state: own.state(cookies) ?? '', code: query.get('code') ?? '' };
			try {
				const entered = await forwardAuth.enter(given, callerIn(visit));
				own.setPass(cookies, entered);
				noteSession(trace, entered.session);
				return redirect(site.origin + entered.to);
			} catch (error) {
				const { status } = refusedReply(error, trace);
				if (status !== 410) throw error;
				return page('gone', status)(visit);
			}
		},

		async 'POST sign-out'(visit) {
			requireOwnPage(visit);
			const { site, cookies } = visit;
			const own = siteCookies(site);
			const pass = own.pass(cookies);
			if (pass !== undefined) await forwardAuth.signOut(site, pass, callerIn(visit));
			own.clearPass(cookies);
			return redirect(`${site.origin}${OWN}signed-out`);
		}
	};
}

function siteRoute(deps: Deps): FrontRoute {
	const answers = answersOf(deps);

	const answer = async (request: IncomingMessage, trace: Trace): Promise<Reply> => {
		const { url = '', method = '' } = request;
		const [path = '', query = ''] = url.slice(OWN.length).split('?', 2);
		const found = answers[`${method} ${path}`];
		const site = siteOf(request, deps);
		if (!found) throw refuse.unknownSite();
		const cookies = createCookies(request);
		const visit = { site, request, trace, cookies, query: new URLSearchParams(query) };
		return { ...(await found(visit)), cookies: cookies.written() };
	};
	return {
		path: OWN,
		answer: (request, trace) =>
			answer(request, trace).catch((error: unknown) => refusedReply(error, trace))
	};
}

/** None where no site is named. */
export function forwardAuthRoutes(deps: Deps): readonly FrontRoute[] {
	return deps.config.sites.length === 0 ? [] : [askingRoute(deps), siteRoute(deps)];
}
