import type { App } from '#lib/server/app.ts';
import type { Session } from '#lib/server/sessions/index.ts';
import { sessionView } from './views.ts';

type Deps = Pick<App, 'clients' | 'served' | 'sessions'>;

/** The account's sessions as its owner sees them, each with the applications that it was used for. */
export async function listSessions(app: Deps, current: Session) {
	const { account } = current;
	const [sessions, served] = await Promise.all([
		app.sessions.list(account),
		app.served.list(account)
	]);
	const nameOf = (client: string) =>
		// A site has no name but where it is.
		app.clients.find(client)?.name ?? URL.parse(client)?.host;
	return sessions.map((session) => ({
		...sessionView(session, current),
		used: session.proofs.filter(({ isEnrolment }) => !isEnrolment).map(({ method }) => method),
		added: session.proofs.filter(({ isEnrolment }) => isEnrolment).map(({ method }) => method),
		applications: served.flatMap(({ session: of, client: id }) => {
			const name = of === session.id ? nameOf(id) : undefined;
			return name === undefined ? [] : [{ id, name }];
		})
	}));
}
