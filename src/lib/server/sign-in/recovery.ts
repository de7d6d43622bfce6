import type { Account } from '#lib/server/accounts/index.ts';
import type { Caller } from '#lib/server/core/caller.ts';
import type { Factor, Failure, Verified } from '#lib/server/factors/index.ts';
import { verifying, type Reservation } from '#lib/server/throttling/index.ts';
import { signInRefusals as refuse, type Attempt, type SignedIn } from './attempt.ts';
import type { SignInDeps, Steps } from './steps.ts';

interface Given {
	readonly identifier: string;
	readonly password: string;
	readonly code: string;
}

interface Deps extends SignInDeps {
	readonly steps: Steps;
	verified(
		guess: Reservation,
		factors: readonly Factor[],
		password: string
	): Promise<Verified | Failure>;
}

/** What was wrong, for the audit log alone. */
function failureOf(
	outcome: Verified | Failure,
	{ account, isPasswordRight }: { account: Account | undefined; isPasswordRight: boolean }
) {
	const method = outcome.passed && !isPasswordRight ? 'passwords' : 'recovery-codes';
	if (!account) return { method, reason: 'no_account' };
	return { method, reason: outcome.passed ? 'wrong_password' : outcome.reason };
}

/** Without a right code no password is verified: the code cannot be guessed, the password could be. */
export function createRecovery(deps: Deps) {
	const { steps, throttle } = deps;
	const codes = steps.method('recovery-codes');
	const passwords = steps.method('passwords');

	/** The password of an account that has one; a stolen sheet of codes buys ten guesses at it. */
	const checkPassword = async (
		factors: readonly Factor[],
		{ password, caller }: { password: string; caller: Caller }
	) => {
		const [factor] = factors.filter(({ method }) => method === 'passwords');
		if (!factor) return { proven: [], isRight: true, ...(await idle(password)) };
		const { account } = factor;
		const guess = await throttle.reserve({ account, caller, pool: 'recovery-code' });
		const outcome = await deps.verified(guess, factors, password);
		const proven = outcome.passed ? [outcome] : [];
		return { proven, isRight: outcome.passed, succeed: () => guess.succeed() };
	};

	/** The work of one password, so that every answer costs the same. */
	const idle = async (password: string) => {
		await steps.check(passwords, { factors: [], answer: password });
		return { succeed: undefined };
	};

	const judge = async ({ identifier, password, code }: Given, caller: Caller) => {
		const { account, factors } = await steps.lookUp(identifier);
		const judged = await steps.check(codes, { factors: account ? factors : [], answer: code });
		const known = judged.passed
			? await checkPassword(factors, { password, caller })
			: { proven: [], isRight: false, ...(await idle(password)) };
		return { account, judged, known };
	};

	return async (given: Given, attempt: Attempt): Promise<SignedIn> => {
		const { caller } = attempt;
		const gate = await throttle.admit('unguessable', { caller });
		const { account, judged, known } = await verifying({ undo: gate.release }, () =>
			judge(given, caller)
		);
		const kept = known.isRight ? await deps.keep(judged, caller) : judged;
		if (!account || !kept.passed || !known.isRight) {
			const details = failureOf(kept, { account, isPasswordRight: known.isRight });
			const happening = { code: 'recovery.failed', account: account?.id, details } as const;
			await deps.record(deps.audit, caller, happening);
			throw refuse.notAccepted();
		}
		await (known.succeed?.() ?? throttle.signedIn({ account: account.id }));
		await gate.release();
		const proofs = [...known.proven, kept].map(steps.proofOf);
		const [newPassword] = known.proven.map(() => steps.newPasswordOf(account, given.password));
		const context = { proofs, lifetime: 'brief', isRecovery: true, newPassword } as const;
		return steps.signIn(account, context, attempt);
	};
}
