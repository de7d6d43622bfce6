/** Asking: what is kept of requests before anybody has shown who they are, so many from one place. */
import Provider, { type Adapter, type AdapterPayload } from 'oidc-provider';

export interface AskingDeps {
	/** Counts who asks; refuses where they are too many. */
	readonly onAsks: () => Promise<void>;
}

const hasNoSecret = (): boolean => Provider.ctx?.oidc.client?.clientAuthMethod === 'none';

/** Which of them anybody can have kept. */
const OPEN: Readonly<Record<string, (payload: AdapterPayload) => boolean>> = {
	Interaction: ({ result }) => result === undefined,
	// Who has a secret has shown it.
	PushedAuthorizationRequest: hasNoSecret
};

export function countAsked(model: string, records: Adapter, { onAsks }: AskingDeps): Adapter {
	const isOpen = OPEN[model];
	if (!isOpen) return records;
	return {
		...records,
		async upsert(id, payload, expiresIn) {
			if (isOpen(payload)) await onAsks();
			await records.upsert(id, payload, expiresIn);
		}
	};
}
