import type { Letters, Outbox } from '#lib/server/notifications/index.ts';
import { sentCodeRefusals as refuse } from './refusals.ts';
import type { RequireRoom } from './room.ts';
import type { Carry } from './sent-codes.ts';

/** Codes by mail. */
export function createMailCarry({
	letters,
	outbox,
	requireRoom
}: {
	readonly letters: Letters;
	readonly outbox: Outbox;
	readonly requireRoom: RequireRoom;
}): Carry {
	return async ({ place: { account, purpose }, to, reader, caller }, code, lifetimeMs) => {
		// Without a proven address there is nowhere to send it.
		if (!outbox.isOpen || to === '') throw refuse.notAvailable();
		await requireRoom({ account, channel: 'mail', to: to.toLowerCase(), caller });
		const words = letters.sentCode({ id: account, ...reader }, { code, lifetimeMs, purpose });
		outbox.post({ to, ...words, about: { kind: 'code', account } });
	};
}
