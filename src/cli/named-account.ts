/** Accounts as an operator names them. */
import { normalIdentifier, type Account } from '#lib/server/accounts/index.ts';
import type { App } from '#lib/server/app.ts';
import type { AccountId } from '#lib/server/core/ids.ts';
import { Refusal } from '#lib/server/core/refusal.ts';

import { CommandError, defineCommand, FINE, type Shell } from './command.ts';
import { CALL } from './help.ts';

/** By its username, its proven address or its id. */
export async function namedAccount({ accounts }: App, name: string): Promise<Account> {
	const normal = normalIdentifier(name);
	const found =
		(await accounts.find(name as AccountId)) ??
		(normal === undefined ? undefined : await accounts.findByIdentifier(normal));
	if (found) return found;
	throw new CommandError(
		`No account has this username, proven address or id. ${CALL} accounts list --search TEXT finds some.`
	);
}

const WORDS: Readonly<Record<string, string>> = {
	'administration.unknown': 'The account is gone meanwhile.',
	'administration.last_administrator': `It is the only administrator. Make another first: ${CALL} invitations create --role admin.`,
	'recovery.no_address': 'Its address is not proven, so there is no mailbox to go by.',
	'recovery.under_way': 'There is one under way already.',
	'recovery.not_offered':
		'No recovery by e-mail alone is offered here: set up mail and LATCHKEY_RECOVERY_WAIT first.',
	'administration.no_recovery': 'None waits.',
	'accounts.group_not_allowed':
		'A group is 1 to 32 of a-z, 0-9, dots, dashes and underscores, and has a letter or a digit at both ends.',
	'accounts.too_many_groups': 'An account is in 50 groups at most.',
	'administration.no_password': 'It has no password: it signs in by passkey.'
};

/** Throws what was refused as an operator reads it. */
export function inWords(error: unknown): never {
	const words = error instanceof Refusal ? WORDS[error.code] : undefined;
	throw words === undefined ? error : new CommandError(words, { cause: error });
}

interface Act {
	readonly name: string;
	readonly summary: string;
	readonly about?: string;
	/** Resolves with what is to be said of it. */
	act(app: App, held: { account: Account; by: Pick<Shell, 'caller'> }): Promise<string>;
}

/** A command that does something to one account. */
export const defineAct = ({ act, ...words }: Act) =>
	defineCommand({
		...words,
		args: ['NAME'],
		options: {},
		async run(shell, { args: [name = ''] }) {
			const app = await shell.app();
			const account = await namedAccount(app, name);
			try {
				shell.note(await act(app, { account, by: { caller: shell.caller } }));
			} catch (error) {
				inWords(error);
			}
			return FINE;
		}
	});
