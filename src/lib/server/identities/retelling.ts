import type { NewAuditEvent } from '#lib/server/audit/index.ts';
import type { Identities } from './identities.ts';

/** What changes the name or the address of an account. Groups are held and told by who changes them. */
const CHANGES: readonly NewAuditEvent['code'][] = [
	'profile.changed',
	'email.proven',
	'email.changed'
];

/** Copies anew what others are told of an account, once it is on record that this has changed. */
export function createRetelling(deps: {
	readonly identities: Pick<Identities, 'refresh'>;
	/** The copy ends by itself soon. */
	readonly onError: (error: unknown) => void;
}): (events: readonly NewAuditEvent[]) => void {
	return (events) => {
		for (const { code, account } of events)
			if (account && CHANGES.includes(code))
				void deps.identities.refresh(account).catch(deps.onError);
	};
}
