/**
 * Devices: programs without a browser, which somebody signs in from another screen. RFC 8628.
 *
 * The library gives out the codes and answers polls; what a person is asked between, and what their answer is worth, is
 * decided here.
 */
import type Provider from 'oidc-provider';
import * as v from 'valibot';

import type { AuditLog, Record } from '#lib/server/audit/index.ts';
import type { Client, ClientDirectory } from '#lib/server/clients/index.ts';
import type { Consents } from '#lib/server/consents/index.ts';
import type { Aal } from '#lib/server/core/assurance.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { Clock } from '#lib/server/core/clock.ts';
import type { AccountId } from '#lib/server/core/ids.ts';
import { defineRefusals } from '#lib/server/core/refusal.ts';
import { sidOf, type Session } from '#lib/server/sessions/index.ts';
import type { Throttle } from '#lib/server/throttling/index.ts';
import { CLAIMS } from './account-claims.ts';
import { parseUserCode, spelled, type UserCodes } from './device-records.ts';
import { acrOf, amrOf, authTimeOf, isYoung, requirementsOf } from './requirements.ts';

const SECOND = 1000;

const refuse = defineRefusals('devices', {
	/** Mistyped, answered already, or too old: nobody learns which. */
	unknownCode: 'not-found'
});

/** What is left to do before it can be answered. */
type DeviceStep = 'confirm' | 'step-up' | 'add-factor';

export interface DeviceRequest {
	readonly client: Client;
	/** As the device shows it. */
	readonly userCode: string;
	readonly scopes: readonly string[];
	/** Where the device asked from. */
	readonly address: string;
	readonly since: Date;
	readonly step: DeviceStep;
}

interface Answering {
	readonly session: Session;
	readonly caller: Caller;
}

export interface Devices {
	/** Counts as a guess until the code is one that there is. Refuses `devices.unknown_code` and `throttling.wait`. */
	find(typed: string, by: Answering): Promise<DeviceRequest>;
	/** Refuses as `find` does; of those who answer at once, one does. */
	allow(typed: string, by: Answering): Promise<void>;
	/** The same. */
	decline(typed: string, by: Answering): Promise<void>;
}

export interface DeviceDeps {
	readonly clock: Clock;
	readonly clients: Pick<ClientDirectory, 'find'>;
	readonly consents: Pick<Consents, 'allow'>;
	readonly userCodes: UserCodes;
	readonly provider: () => Promise<Provider>;
	readonly lacksRequiredFactor: (session: Session) => Promise<boolean>;
	readonly reachable: (account: AccountId) => Promise<Aal>;
	readonly throttle: Pick<Throttle, 'admit'>;
	readonly audit: AuditLog;
	readonly record: Record;
}

const Asked = v.object({
	iat: v.number(),
	deviceInfo: v.object({ ip: v.optional(v.string(), '') }),
	params: v.looseObject({
		scope: v.optional(v.string(), ''),
		resource: v.optional(v.union([v.string(), v.array(v.string())]))
	})
});

export function createDevices(deps: DeviceDeps): Devices {
	const { clock } = deps;

	const lookUp = async (typed: string) => {
		const provider = await deps.provider();
		const userCode = parseUserCode(typed);
		const code = userCode && (await provider.DeviceCode.findByUserCode(userCode));
		const client = code && deps.clients.find(code.clientId ?? '');
		return client && userCode ? { provider, userCode, code, client } : undefined;
	};

	/** RFC 8628 §5.1: whoever tries codes runs out of tries, by their account and by their address. */
	const find = async (typed: string, { session, caller }: Answering) => {
		const gates = [
			await deps.throttle.admit('userCode', { caller }),
			await deps.throttle.admit('userCode', { caller, account: session.account })
		];
		const found = await lookUp(typed);
		if (!found) throw refuse.unknownCode();
		await Promise.all(gates.map((gate) => gate.release()));
		const { iat, deviceInfo, params } = v.parse(Asked, found.code);
		const scopes = params.scope.split(' ').filter((scope) => Object.hasOwn(CLAIMS, scope));
		const since = new Date(iat * SECOND);
		return { ...found, params, scopes, since, address: deviceInfo.ip };
	};

	const stepOf = async (
		{ params, since }: { params: unknown; since: Date },
		session: Session
	): Promise<DeviceStep> => {
		if (await deps.lacksRequiredFactor(session)) return 'add-factor';
		const wanted = requirementsOf(params);
		const { aal = 3 } = wanted;
		if (session.aal < aal && (await deps.reachable(session.account)) < aal) return 'add-factor';
		const isEnough = session.aal >= aal && isYoung(session, wanted, { since, now: clock.now() });
		return isEnough ? 'confirm' : 'step-up';
	};

	/** Whoever answers first has answered. */
	const claim = async (userCode: string): Promise<void> => {
		if (!(await deps.userCodes.claim(userCode))) throw refuse.unknownCode();
	};

	return {
		async find(typed, by) {
			const { client, userCode, scopes, address, since, params } = await find(typed, by);
			const step = await stepOf({ params, since }, by.session);
			return { client, userCode: spelled(userCode), scopes, address, since, step };
		},

		async allow(typed, by) {
			const { session } = by;
			const { provider, code, userCode, client, scopes, address, ...asked } = await find(typed, by);
			if ((await stepOf(asked, session)) !== 'confirm') throw refuse.unknownCode();
			await claim(userCode);
			await deps.consents.allow(by, client, { scopes, device: { address } });
			const { account: accountId, id: sessionId } = session;
			// Each device has a grant of its own, so that one can be turned off and the others go on.
			const grant = new provider.Grant({ accountId, clientId: client.id });
			Object.assign(grant, { sessionId });
			grant.addOIDCScope(scopes.join(' '));
			const answer = {
				accountId,
				grantId: await grant.save(),
				scope: scopes.join(' '),
				// A client has one API; who names it twice means that one. RFC 8707 §2.
				resource: [asked.params.resource].flat()[0],
				sessionUid: sessionId,
				sid: sidOf(session, client.id),
				acr: acrOf(session),
				amr: amrOf(session),
				authTime: authTimeOf(session)
			};
			await Object.assign(code, answer).save();
		},

		async decline(typed, by) {
			const { code, userCode, client } = await find(typed, by);
			await claim(userCode);
			const answer = { error: 'access_denied', errorDescription: 'declined' };
			await Object.assign(code, answer).save();
			await deps.record(deps.audit, by.caller, {
				code: 'authorization.declined',
				account: by.session.account,
				session: by.session.id,
				details: { client: client.name }
			});
		}
	};
}
