/* eslint-disable @typescript-eslint/ban-ts-comment -- a worker's globals clash with those of pages */
// @ts-nocheck
/** Keeps the page on a phone, so that it opens without a network. It keeps nothing that anybody answered. */
const KEPT = 'latchkey-phone-2';
const PAGES = ['/phone', '/phone/link', '/phone/code'];

/** What a page is made of: its styles, scripts and pictures, whose names change with what is in them. */
const PARTS = /\/_app\/immutable\/[\w./-]+|\/favicon\.svg|\/phone\.webmanifest/g;

async function keep(page) {
	const kept = await caches.open(KEPT);
	const response = await fetch(page, { credentials: 'omit', redirect: 'error' });
	if (!response.ok) return;
	const parts = new Set((await response.clone().text()).match(PARTS) ?? []);
	await Promise.all(
		[...parts].map(async (part) => (await kept.match(part)) ?? (await kept.add(part)))
	);
	await kept.put(page, response);
}

/** What earlier versions of this script have kept. */
async function forgetOlder() {
	const names = await caches.keys();
	const older = names.filter((name) => name.startsWith('latchkey-phone-') && name !== KEPT);
	await Promise.all(older.map((name) => caches.delete(name)));
}

self.addEventListener('install', (event) => {
	event.waitUntil(Promise.all(PAGES.map(keep)).then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => {
	event.waitUntil(forgetOlder().then(() => self.clients.claim()));
});

async function fromNetworkOrKept(request, page) {
	try {
		const response = await fetch(request);
		// The page as it is now, with whatever it is made of by now.
		if (response.ok) void keep(page).catch(() => undefined);
		return response;
	} catch (error) {
		const kept = await (await caches.open(KEPT)).match(page);
		if (kept) return kept;
		throw error;
	}
}

async function fromKeptOrNetwork(request) {
	const kept = await (await caches.open(KEPT)).match(request);
	return kept ?? fetch(request);
}

self.addEventListener('fetch', (event) => {
	const { request } = event;
	const { origin, pathname } = new URL(request.url);
	if (request.method !== 'GET' || origin !== self.location.origin) return;
	if (request.mode === 'navigate' && PAGES.includes(pathname))
		event.respondWith(fromNetworkOrKept(request, pathname));
	else if (pathname.startsWith('/_app/immutable/') || pathname === '/favicon.svg')
		event.respondWith(fromKeptOrNetwork(request));
});

/** The message is an id, which is nobody's business here: the page asks what it is about. */
const WORDS = {
	en: ['Somebody asks for your approval', 'Tap to see who, and what for.'],
	de: ['Jemand bittet um Ihre Freigabe', 'Tippen Sie, um zu sehen, wer und wofür.']
};

self.addEventListener('push', (event) => {
	const lang = self.navigator.language.startsWith('de') ? 'de' : 'en';
	const [title, body] = WORDS[lang];
	const tag = event.data?.text() ?? 'request';
	event.waitUntil(
		self.registration.showNotification(title, { body, lang, tag, icon: '/favicon.svg' })
	);
});

async function openPage() {
	const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
	const page = pages.find(({ url }) => new URL(url).pathname === '/phone');
	return page ? page.focus() : self.clients.openWindow('/phone');
}

self.addEventListener('notificationclick', (event) => {
	event.notification.close();
	event.waitUntil(openPage());
});
