/** Invitations: who may sign up, and as what. The first administrator comes by one, too. */
import type { AuditLog, Record } from '#lib/server/audit/index.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import { newId, type AccountId, type InvitationId, type SessionId } from '#lib/server/core/ids.ts';
import type { Random } from '#lib/server/core/random.ts';
import { hashSecret, newSecret } from '#lib/server/core/secret.ts';
import type { Transact } from '#lib/server/core/transact.ts';
import { accountRefusals as refuse, type Invitation, type Role } from './account.ts';
import type { AccountStore, InvitationStore } from './ports.ts';

const WEEK_MS = 7 * 24 * 60 * 60_000;

export type SignUpMode = 'open' | 'invitation' | 'closed';

interface Inviter {
	/** Absent: whoever runs the machine, from its shell. */
	readonly session?: { readonly account: AccountId; readonly id: SessionId };
	readonly caller: Caller;
}

export interface Invitations {
	/** Whether sign-up is possible at all without an invitation. */
	readonly mode: SignUpMode;
	/**
	 * The invitation that a secret stands for, if the setting lets its bearer in.
	 * Refuses `accounts.sign_up_closed` and `accounts.invitation_invalid`.
	 */
	admit(secret: string | undefined): Promise<Invitation | undefined>;
	/** Makes an invitation for one person, good for a week; its secret is returned this once. */
	create(by: Inviter, role: Role): Promise<{ invitation: Invitation; secret: string }>;
	list(): Promise<Invitation[]>;
	/** Answers whether there was one that nobody had used. */
	withdraw(by: Inviter, id: InvitationId): Promise<boolean>;
	/** The secret that makes the first administrator, new at each call; undefined once there is one. */
	offerFirstAdministrator(): Promise<string | undefined>;
}

interface Deps {
	readonly clock: Clock;
	readonly random: Random;
	readonly mode: SignUpMode;
	readonly accounts: AccountStore;
	readonly invitations: InvitationStore;
	readonly record: Record;
	readonly transact: Transact<{ invitations: InvitationStore; audit: AuditLog }>;
}

const SHELL = { by: 'shell' };
/** Whoever starts the service is told its first link. */
const START: Caller = { requestId: 'start', address: 'start', userAgent: 'latchkey' };

const isOperators = ({ createdBy }: Invitation): boolean =>
	createdBy === undefined || createdBy === 'shell';

export function createInvitations(deps: Deps): Invitations {
	const { clock, random, mode, accounts, invitations, record, transact } = deps;

	const draw = (
		role: Role,
		createdBy?: Invitation['createdBy']
	): { invitation: Invitation; secret: string } => {
		const secret = newSecret(random);
		const createdAt = clock.now();
		const invitation: Invitation = {
			id: newId('inv', random),
			secretHash: hashSecret(secret),
			role,
			createdBy,
			createdAt,
			expiresAt: new Date(createdAt.getTime() + WEEK_MS)
		};
		return { invitation, secret };
	};

	return {
		mode,
		list: () => invitations.list(clock.now()),

		async admit(secret) {
			if (secret === undefined) {
				if (mode !== 'open') throw refuse.signUpClosed();
				return undefined;
			}
			const invitation = await invitations.find(hashSecret(secret), clock.now());
			if (!invitation) throw refuse.invitationInvalid();
			// Closed means closed to guests; only the operator's own links still open.
			if (mode === 'closed' && !isOperators(invitation)) throw refuse.signUpClosed();
			return invitation;
		},

		async create({ session, caller }, role) {
			const made = draw(role, session?.account ?? 'shell');
			await transact(async ({ invitations: held, audit }) => {
				await held.add(made.invitation);
				await record(audit, caller, {
					code: 'invitation.created',
					account: session?.account,
					session: session?.id,
					details: { role, ...(session ? {} : SHELL) }
				});
			});
			return made;
		},

		withdraw: ({ session, caller }, id) =>
			transact(async ({ invitations: held, audit }) => {
				const isRemoved = await held.remove(id);
				if (isRemoved)
					await record(audit, caller, {
						code: 'invitation.withdrawn',
						account: session?.account,
						session: session?.id,
						details: session ? {} : SHELL
					});
				return isRemoved;
			}),

		async offerFirstAdministrator() {
			const hasOne = await accounts.hasAdministrator();
			const { invitation, secret } = draw('admin');
			await transact(async ({ invitations: held, audit }) => {
				// Older links stand in older logs.
				await held.removeUnattended();
				if (hasOne) return;
				await held.add(invitation);
				const details = { role: 'admin', by: 'start' };
				await record(audit, START, { code: 'invitation.created', details });
			});
			return hasOne ? undefined : secret;
		}
	};
}
