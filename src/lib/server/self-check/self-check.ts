/**
 * Self-check: who holds the master keys asks whether it is this installation that answers at its address, and what
 * a request looks like when it arrives there.
 *
 * Both ways are authenticated under a key of their own, and to nobody else there is anything to see.
 */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

import * as v from 'valibot';

import type { Random } from '#lib/server/core/random.ts';
import type { MasterKey } from '#lib/server/sealing/index.ts';

const seen = v.object({
	/** The time by the clock of the process that answers. */
	at: v.pipe(v.string(), v.toDate()),
	/** The other end of its connection, and whether that is one of the trusted proxies. */
	peer: v.string(),
	isTrustedPeer: v.boolean(),
	/** What arrived as `X-Forwarded-For`. */
	forwarded: v.array(v.string()),
	/** Who it takes the caller to be. */
	client: v.string()
});

/** What the process that answers sees of a request. */
export type Seen = v.InferOutput<typeof seen>;

export interface SelfCheck {
	/** A question that is good for one answer. */
	ask(): string;
	/** The answer; undefined to who cannot have asked with one of the keys. */
	answer(question: string, seen: Seen): string | undefined;
	/** What the answer says; undefined when it was not given, under one of the keys, to this question. */
	read(question: string, answer: string): Seen | undefined;
}

interface Deps {
	readonly keys: () => readonly MasterKey[];
	readonly random: Random;
}

type Way = 'asks' | 'answers';

function tagOf({ key }: MasterKey, way: Way, text: string): Buffer {
	const own = new Uint8Array(hkdfSync('sha256', key, '', `latchkey self-check ${way}`, 32));
	return createHmac('sha256', own).update(text).digest();
}

/** Splits what the last dot joins. */
function parts(text: string): readonly [string, string] {
	const at = text.lastIndexOf('.');
	return [text.slice(0, Math.max(at, 0)), text.slice(at + 1)];
}

const NONCE_BYTES = 18;

export function createSelfCheck({ keys, random }: Deps): SelfCheck {
	const holderOf = (tag: string, way: Way, text: string): MasterKey | undefined => {
		const given = Buffer.from(tag, 'base64url');
		return keys().find((key) => {
			const right = tagOf(key, way, text);
			return given.length === right.length && timingSafeEqual(given, right);
		});
	};

	return {
		ask() {
			const [newest] = keys();
			if (!newest) throw new Error('There is no master key to ask with.');
			const nonce = Buffer.from(random.bytes(NONCE_BYTES)).toString('base64url');
			return `${nonce}.${tagOf(newest, 'asks', nonce).toString('base64url')}`;
		},
		answer(question, told) {
			const [nonce, tag] = parts(question);
			const key = holderOf(tag, 'asks', nonce);
			if (!key) return undefined;
			const body = Buffer.from(JSON.stringify(told)).toString('base64url');
			return `${body}.${tagOf(key, 'answers', `${nonce}.${body}`).toString('base64url')}`;
		},
		read(question, answer) {
			const [nonce] = parts(question);
			const [body, tag] = parts(answer.trim());
			if (!holderOf(tag, 'answers', `${nonce}.${body}`)) return undefined;
			return v.parse(seen, JSON.parse(Buffer.from(body, 'base64url').toString()));
		}
	};
}
