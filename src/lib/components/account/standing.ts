/** How safe an account is, from what it has: one level, and at most one next step. */
import type { AccountFactor } from './models.ts';

const FEW_CODES = 2;

export type Level = 'strong' | 'fair' | 'weak' | 'alarmed';

export type Advice =
	| { readonly kind: 'copied'; readonly factor: AccountFactor }
	| { readonly kind: 'replace_lost' }
	| { readonly kind: 'add_factor' }
	| { readonly kind: 'codes'; readonly left: number }
	| { readonly kind: 'add_passkey' }
	| { readonly kind: 'second_passkey' };

export interface Standing {
	readonly level: Level;
	readonly advice: Advice | undefined;
	readonly hasPassword: boolean;
	readonly opensAlone: boolean;
	readonly passkeys: readonly AccountFactor[];
	readonly apps: readonly AccountFactor[];
	readonly phones: readonly AccountFactor[];
	/** Codes by text message and by mail. */
	readonly sent: readonly AccountFactor[];
	readonly codes: { readonly left: number; readonly total: number } | undefined;
}

export function standingOf(
	factors: readonly AccountFactor[],
	{ isRecovery = false, isAlarmed = false }: { isRecovery?: boolean; isAlarmed?: boolean } = {}
): Standing {
	const of = (id: string): readonly AccountFactor[] =>
		factors.filter(({ method }) => method === id);
	const [passkeys, apps, [set]] = [of('passkeys'), of('totp'), of('recovery-codes')];
	const phones = of('phones');
	const sent = [...of('text-codes'), ...of('mail-codes')];
	const codes = set && {
		left: Number(set.details['left'] ?? 0),
		total: Number(set.details['issued'] ?? 0)
	};
	const has = {
		passkeys,
		apps,
		phones,
		sent,
		codes,
		hasPassword: of('passwords').length > 0,
		opensAlone: passkeys.some(({ details }) => details['canStandAlone'] === true)
	};
	const advice = adviceFor(has, isRecovery);
	const level = levelOf(has, advice);
	// Next to an alarm nothing is called well locked; a password alone stays the more urgent news.
	return { ...has, advice, level: isAlarmed && level !== 'weak' ? 'alarmed' : level };
}

type Has = Omit<Standing, 'level' | 'advice'>;

export const secondFactors = ({ passkeys, apps, phones, sent }: Has): number =>
	passkeys.length + apps.length + phones.length + sent.length;

export const areFew = (left: number): boolean => left <= FEW_CODES;

function adviceFor(has: Has, isRecovery: boolean): Advice | undefined {
	const copied = has.passkeys.find(({ details }) => details['counterWentBack'] === true);
	const left = has.codes?.left ?? 0;
	const [only] = has.passkeys;
	if (copied) return { kind: 'copied', factor: copied };
	if (isRecovery) return { kind: 'replace_lost' };
	if (secondFactors(has) === 0) return { kind: 'add_factor' };
	if (areFew(left)) return { kind: 'codes', left };
	if (!only) return { kind: 'add_passkey' };
	const isSingle = secondFactors(has) === 1 && only.details['isDeviceBound'] === true;
	return isSingle ? { kind: 'second_passkey' } : undefined;
}

function levelOf(has: Has, advice: Advice | undefined): Level {
	if (secondFactors(has) === 0) return 'weak';
	return advice ? 'fair' : 'strong';
}
