import type { ApplicationId } from '#lib/server/core/ids.ts';
import { defineRefusals } from '#lib/server/core/refusal.ts';
import type { Random } from '#lib/server/core/random.ts';
import { newSecret } from '#lib/server/core/secret.ts';

/** A program of somebody else's that asks people here for something. */
export interface Application {
	readonly id: ApplicationId;
	/** What people see of it: one visible line, which no other application has. */
	readonly name: string;
	readonly status: 'active' | 'disabled';
	/** Where it is told of what came of its requests. */
	readonly webhookUrl?: string | undefined;
	readonly createdAt: Date;
}

/** Where an application is told, and the secret by which it knows who tells it. */
export interface Webhook {
	readonly url: string;
	readonly secret: string;
}

export const applicationRefusals = defineRefusals('applications', {
	/** Absent, forged, replaced, or a disabled application's: told apart for nobody. */
	keyRequired: 'unauthenticated',
	unknown: 'not-found',
	nameTaken: 'conflict',
	nameNotAllowed: 'invalid',
	webhookNotAllowed: 'invalid'
});

/** Begins with letters of its own, so that whoever searches files for secrets finds it. */
const PREFIX = 'lka_';
const KEY = /^lka_[\w-]{43}$/;

export const newApplicationKey = (random: Random): string => `${PREFIX}${newSecret(random)}`;

export const isApplicationKey = (given: string): boolean => KEY.test(given);

/** Two names that differ in case or in width only are one. */
export const normalName = (name: string): string => name.normalize('NFKC').toLowerCase();

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);
const LONGEST_URL = 2000;

/** An address to which outcomes may be told: encrypted, or on this machine; undefined for any other. */
export function parseWebhookUrl(text: string): string | undefined {
	const url = URL.parse(text);
	if (!url || text.length > LONGEST_URL) return undefined;
	const isSafe =
		url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname));
	const extras = url.username + url.password + url.hash;
	return isSafe && extras === '' ? url.href : undefined;
}
