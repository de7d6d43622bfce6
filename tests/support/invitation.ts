import type { ServerProcess } from './server-process.ts';

/** For an administrator, by the operator's command: the link of the start is there for the first one alone. */
export async function invitationOfAdministrator(
	server: Pick<ServerProcess, 'latchkey'>
): Promise<string> {
	const { out, notes } = await server.latchkey(['invitations', 'create', '--role', 'admin']);
	const invitation = URL.parse(out.trim())?.searchParams.get('invitation');
	if (!invitation) throw new Error(notes);
	return invitation;
}
