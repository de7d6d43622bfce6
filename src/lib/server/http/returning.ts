import { redirect, type RequestEvent } from '@sveltejs/kit';

import { Refusal } from '#lib/server/core/refusal.ts';
import { recoveryRefusals, type Returner } from '#lib/server/recovery/index.ts';
import { attemptOf } from './guard.ts';
import { acceptSession } from './signed-in.ts';

type Recovered = Awaited<
	ReturnType<RequestEvent['locals']['app']['recoveries']['setUp']['withPassword']>
>;

/** This browser, as it wants back in. */
export function returnerOf(event: RequestEvent): Returner {
	const { app } = event.locals;
	return { ...attemptOf(event), secret: app.cookies.recovery(event.cookies) };
}

/** Begins the waiting time; what ties it to this browser travels in the cookie only. */
export async function beginWaiting(event: RequestEvent, id: string) {
	const { recoveries, cookies } = event.locals.app;
	const { secret, ...waiting } = await recoveries.begin(id, returnerOf(event));
	cookies.setRecovery(event.cookies, { secret, endsAt: waiting.endsAt });
	return waiting;
}

export async function acceptRecovered(event: RequestEvent, { issued, recoveryCodes }: Recovered) {
	event.locals.app.cookies.clearRecovery(event.cookies);
	return { session: await acceptSession(event, issued), recoveryCodes };
}

export async function stopWaiting(event: RequestEvent): Promise<void> {
	const { recoveries, cookies } = event.locals.app;
	await recoveries.stopWaiting(returnerOf(event));
	cookies.clearRecovery(event.cookies);
}

/** What is over, as undefined. */
export async function unlessOver<Result>(work: Promise<Result>): Promise<Result | undefined> {
	try {
		return await work;
	} catch (error) {
		if (error instanceof Refusal && error.kind === 'expired') return undefined;
		throw error;
	}
}

/** For pages of what is over: who looks is led to where it begins anew, and a form that came is refused. */
export function leadAnew({ request }: RequestEvent, place: string): never {
	if (request.method === 'POST') throw recoveryRefusals.gone();
	redirect(303, place);
}
