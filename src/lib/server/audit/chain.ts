/**
 * The chain: each event carries a MAC over its bytes and over the MAC of the event before it, and a sealed head
 * says how many there are. Where both are kept is the business of a store, whether they hold that of
 * `verification.ts`.
 * @see docs/decisions/0017-audit-chain.md; RFC 2104
 */
import { createHmac, createSecretKey } from 'node:crypto';

/** An event as it is stored, text by text: what the MAC is computed over. */
export interface Entry {
	/** Milliseconds. */
	readonly at: string;
	readonly code: string;
	readonly account: string | undefined;
	readonly session: string | undefined;
	readonly requestId: string;
	readonly address: string;
	readonly userAgent: string;
	/** JSON. */
	readonly details: string;
}

/** A place in the chain. Events are numbered from 1 without a gap. */
export interface Link {
	readonly sequence: number;
	readonly mac: string;
}

export type ChainedEntry = Entry & Link;

/** The last link. Its seal keeps those who cannot make MACs from naming an earlier one. */
export interface ChainHead extends Link {
	readonly seal: string;
}

export interface Chain {
	/** Before the first event. */
	readonly genesis: Link;
	/** The link of `entry` behind `previous`. */
	next(previous: Link, entry: Entry): Link;
	sealOf(link: Link): string;
}

/** Of the encoding; it stands in what is authenticated, and before each MAC. */
const VERSION = 1;
const ABSENT = Uint8Array.of(0);
const PRESENT = 1;

export function createChain(key: Uint8Array): Chain {
	const secret = createSecretKey(key);
	const macOf = (kind: 'genesis' | 'event' | 'head', fields: readonly (string | undefined)[]) => {
		const bytes = Buffer.concat([Uint8Array.of(VERSION), ...[kind, ...fields].map(encoded)]);
		return `${VERSION}.${createHmac('sha256', secret).update(bytes).digest('base64url')}`;
	};

	return {
		genesis: { sequence: 0, mac: macOf('genesis', []) },

		next(previous, { at, code, account, session, requestId, address, userAgent, details }) {
			const sequence = previous.sequence + 1;
			const who = [account, session, requestId, address, userAgent];
			const mac = macOf('event', [`${sequence}`, previous.mac, at, code, ...who, details]);
			return { sequence, mac };
		},

		sealOf: ({ sequence, mac }) => macOf('head', [`${sequence}`, mac])
	};
}

/** With its length before it, so that no text can pass for two, nor none for an empty one. */
function encoded(value: string | undefined): Uint8Array {
	if (value === undefined) return ABSENT;
	const text = Buffer.from(value);
	const head = Buffer.alloc(5);
	head.writeUInt8(PRESENT);
	head.writeUInt32BE(text.length, 1);
	return Buffer.concat([head, text]);
}

/** A link as a person keeps it elsewhere, to compare with later. */
export const spellLink = ({ sequence, mac }: Link): string => `${sequence}.${mac}`;

export function parseLink(text: string): Link | undefined {
	const [, sequence, mac] = /^(\d{1,15})\.(\d{1,3}\.[\w-]{43})$/.exec(text.trim()) ?? [];
	return sequence && mac ? { sequence: Number(sequence), mac } : undefined;
}
