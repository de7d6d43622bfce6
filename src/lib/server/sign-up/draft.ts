import * as v from 'valibot';

import {
	accountRefusals as refuse,
	parseEmail,
	parseUsername,
	usernameFault,
	ROLES,
	type AccountStore,
	type Invitations
} from '#lib/server/accounts/index.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import { newId, type AccountId, type InvitationId } from '#lib/server/core/ids.ts';
import { parseLabel } from '#lib/server/core/label.ts';
import type { Random } from '#lib/server/core/random.ts';

/** Who wants an account, as typed. */
export interface Applicant {
	readonly username: string;
	readonly email: string;
	readonly displayName?: string | undefined;
	readonly locale?: string | undefined;
	/** The secret of an invitation. */
	readonly invitation?: string | undefined;
}

const instant = v.pipe(
	v.union([v.date(), v.string()]),
	v.transform((at) => new Date(at))
);

/** An account that is ready to be written; waits as JSON while a passkey is made for it. */
export const Draft = v.object({
	account: v.object({
		id: v.custom<AccountId>((input) => typeof input === 'string'),
		username: v.string(),
		email: v.string(),
		displayName: v.optional(v.string()),
		role: v.picklist(ROLES),
		status: v.literal('active'),
		locale: v.optional(v.string()),
		userHandle: v.string(),
		createdAt: instant,
		normal: v.object({ username: v.string() })
	}),
	invitation: v.optional(v.custom<InvitationId>((input) => typeof input === 'string'))
});

export type Draft = v.InferOutput<typeof Draft>;

interface Deps {
	readonly clock: Clock;
	readonly random: Random;
	readonly accounts: AccountStore;
	readonly invitations: Invitations;
}

export function createDrafts({ clock, random, accounts, invitations }: Deps) {
	return {
		/** Checks the right to sign up and the names; that they stay free is decided when it is written. */
		async make(who: Applicant): Promise<Draft> {
			const invitation = await invitations.admit(who.invitation);
			const username = parseUsername(who.username);
			if (!username) {
				const reason = usernameFault(who.username);
				throw refuse.usernameNotAllowed({ details: { reason } });
			}
			const email = parseEmail(who.email);
			if (!email) throw refuse.emailNotAllowed();
			if (await accounts.findByIdentifier(username.normal)) throw refuse.usernameTaken();
			return {
				account: {
					id: newId('acc', random),
					username: username.display,
					email: email.display,
					displayName: parseLabel(who.displayName),
					role: invitation?.role ?? 'member',
					status: 'active',
					locale: who.locale,
					userHandle: Buffer.from(random.bytes(32)).toString('base64url'),
					createdAt: clock.now(),
					normal: { username: username.normal }
				},
				invitation: invitation?.id
			};
		}
	};
}
