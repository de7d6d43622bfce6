import type { ApiEvent } from './api-event.ts';

/** Ends this browser's session, if it has one, and takes its cookie away. */
export async function signOut({
	cookies,
	locals
}: Pick<ApiEvent, 'cookies'> & {
	readonly locals: Pick<App.Locals, 'app' | 'caller' | 'session'>;
}): Promise<void> {
	const { app, caller, session } = locals;
	if (session) {
		const { id, account } = session;
		await app.sessions.endAny(session);
		await app.record(app.audit, caller, { code: 'session.signed_out', account, session: id });
	}
	app.cookies.clearSession(cookies);
}
