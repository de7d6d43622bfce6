/** Grants and refresh tokens that outlive their session: beside the other records, in SQL. OpenID Connect Core 1.0 §11. */
import type Provider from 'oidc-provider';
import { errors, type Adapter, type AdapterPayload, type KoaContextWithOIDC } from 'oidc-provider';
import * as v from 'valibot';

import type { Clock } from '#lib/server/core/clock.ts';
import type { ConsentId } from '#lib/server/core/ids.ts';
import type { OfflineStore } from '#lib/server/offline-access/index.ts';

const SECOND = 1000;

export const OFFLINE = 'offline_access';

export interface OfflineDeps {
	readonly clock: Clock;
	readonly offline: Pick<
		OfflineStore,
		| 'addGrant'
		| 'findGrant'
		| 'removeGrant'
		| 'addToken'
		| 'findToken'
		| 'useToken'
		| 'spendToken'
		| 'removeToken'
	>;
}

const Held = v.object({
	consentId: v.custom<ConsentId>((id) => typeof id === 'string') satisfies v.GenericSchema
});

export const isOfflineGrant = (payload: AdapterPayload): boolean => payload['isOffline'] === true;

const over = () => new errors.InvalidGrant('it was taken back');

/** `records` of grants, and those that are kept for longer. */
export function withOfflineGrants(records: Adapter, { clock, offline }: OfflineDeps): Adapter {
	return {
		...records,
		async upsert(id, payload, expiresIn) {
			if (!isOfflineGrant(payload)) return records.upsert(id, payload, expiresIn);
			const { consentId: consent } = v.parse(Held, payload);
			const endsAt = new Date(clock.now().getTime() + (expiresIn ?? 0) * SECOND);
			if (!(await offline.addGrant({ id, consent, data: payload, endsAt }))) throw over();
		},
		async find(id) {
			const found = await records.find(id);
			return found ?? ((await offline.findGrant(id, clock.now())) as AdapterPayload | undefined);
		},
		async destroy(id) {
			await records.destroy(id);
			await offline.removeGrant(id);
		}
	};
}

interface UsedAgain {
	readonly onUsedAgain: (grant: string) => Promise<void>;
}

/** `records` of refresh tokens, and those of such grants. */
export function withOfflineTokens(
	records: Adapter,
	{ clock, offline, onUsedAgain }: OfflineDeps & UsedAgain
): Adapter {
	const isOffline = async ({ scope = '', grantId }: AdapterPayload): Promise<boolean> =>
		scope.split(' ').includes(OFFLINE) &&
		grantId !== undefined &&
		(await offline.findGrant(grantId, clock.now())) !== undefined;

	const find = async (id: string): Promise<AdapterPayload | undefined> => {
		const now = clock.now();
		const found = await offline.findToken(id, now);
		if (!found) return undefined;
		const payload = found.data as AdapterPayload;
		if (found.isSpent) return { ...payload, consumed: Math.floor(now.getTime() / SECOND) };
		return payload;
	};

	return {
		...records,
		async upsert(id, payload, expiresIn) {
			if (!(await isOffline(payload))) return records.upsert(id, payload, expiresIn);
			const { grantId: grant = '' } = payload;
			const isKept = await offline.addToken({ id, grant, data: payload, usedAt: clock.now() });
			if (!isKept) throw over();
		},
		find: async (id) => (await records.find(id)) ?? find(id),
		async consume(id) {
			if (await offline.spendToken(id, clock.now())) return;
			const found = await find(id);
			if (!found) return records.consume(id);
			if (found.grantId !== undefined) await onUsedAgain(found.grantId);
			throw new errors.InvalidGrant('already used');
		},
		async destroy(id) {
			await records.destroy(id);
			await offline.removeToken(id);
		}
	};
}

/** It is used by whoever gets something for it: who lacks its client's secret, or its key, does not put off its end. */
export function noteUses(provider: Provider, { clock, offline }: OfflineDeps): void {
	provider.use(async (ctx, next) => {
		await next();
		const { oidc }: Partial<KoaContextWithOIDC> = ctx;
		if (oidc?.params?.['grant_type'] !== 'refresh_token' || ctx.status !== 200) return;
		const { RefreshToken: used } = oidc.entities;
		if (used?.scopes.has(OFFLINE)) await offline.useToken(used.jti, clock.now());
	});
}
