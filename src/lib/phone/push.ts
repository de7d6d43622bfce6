/** Being told of requests while the page is closed: the browser subscribes, each linked account is told where. */
import { createCalls } from '#client';
import { endSubscription, sendSubscription } from './calls.ts';
import { fromBase64Url, toBase64Url } from './keys.ts';
import type { PhoneLink } from './links.ts';

/** `blocked`: the person has said no to the browser, which asks no more. */
export type Telling = 'unsupported' | 'off' | 'on' | 'blocked';

const isSupported = (): boolean =>
	'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window;

async function current(): Promise<PushSubscription | null> {
	const { pushManager } = await navigator.serviceWorker.ready;
	return pushManager.getSubscription();
}

function wireOf(subscription: PushSubscription) {
	const key = (name: PushEncryptionKeyName) =>
		toBase64Url(subscription.getKey(name) ?? new ArrayBuffer(0));
	return { endpoint: subscription.endpoint, p256dh: key('p256dh'), auth: key('auth') };
}

/** Where an account was told that this phone is told. */
const KEPT = 'latchkey.push';
const told = (): Record<string, string> =>
	JSON.parse(localStorage.getItem(KEPT) ?? '{}') as Record<string, string>;

async function tell(links: readonly PhoneLink[], subscription: PushSubscription): Promise<void> {
	const wire = wireOf(subscription);
	for (const link of links) {
		if (told()[link.name] === wire.endpoint) continue;
		await sendSubscription(link, wire);
		localStorage.setItem(KEPT, JSON.stringify({ ...told(), [link.name]: wire.endpoint }));
	}
}

/** How it stands; accounts that were linked since, or an address that is new, are made known in passing. */
export async function lookAtTelling(links: readonly PhoneLink[]): Promise<Telling> {
	if (!isSupported()) return 'unsupported';
	if (Notification.permission === 'denied') return 'blocked';
	const subscription = await current();
	if (!subscription || Notification.permission !== 'granted') return 'off';
	await tell(links, subscription).catch(() => undefined);
	return 'on';
}

/** Asks the person, so it must follow a tap. */
export async function turnOn(links: readonly PhoneLink[]): Promise<Telling> {
	if ((await Notification.requestPermission()) !== 'granted') return lookAtTelling(links);
	const { key } = await createCalls().call<{ key: string }>('GET', '/phone/push');
	const { pushManager } = await navigator.serviceWorker.ready;
	// One for another key, such as of before a restore, would hear of nothing.
	await (await pushManager.getSubscription())?.unsubscribe();
	const applicationServerKey = fromBase64Url(key);
	const subscription = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
	localStorage.removeItem(KEPT);
	await tell(links, subscription);
	return 'on';
}

export async function turnOff(links: readonly PhoneLink[]): Promise<Telling> {
	for (const link of links) await endSubscription(link);
	await (await current())?.unsubscribe();
	localStorage.removeItem(KEPT);
	return 'off';
}
