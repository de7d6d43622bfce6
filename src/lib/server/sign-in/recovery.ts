import type { Factor, Failure, Verified } from '#lib/server/factors/index.ts';
import type { Reservation } from '#lib/server/throttling/index.ts';
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

/** Without a right code no password is verified: the code cannot be guessed, the password could be. */
export function createRecovery(deps: Deps) {
	const { steps, throttle } = deps;
	const codes = steps.method('recovery-codes');
	const passwords = steps.method('passwords');

	/** The password of an account that has one; a stolen sheet of codes buys ten guesses at it. */
	const checkPassword = async (
		factors: readonly Factor[],
		{ password, address }: { password: string; address: string }
	) => {
		const [factor] = factors.filter(({ method }) => method === 'passwords');
		if (!factor) return { proven: [], isRight: true, ...(await idle(password)) };
		const { account } = factor;
		const guess = await throttle.reserve({ account, address, pool: 'recovery-code' });
		const outcome = await deps.verified(guess, factors, password);
		const proven = outcome.passed ? [outcome] : [];
		return { proven, isRight: outcome.passed, succeed: () => guess.succeed() };
	};

	/** The work of one password, so that every answer costs the same. */
	const idle = async (password: string) => {
		await steps.check(passwords, { factors: [], answer: password });
		return { succeed: undefined };
	};

	return async ({ identifier, password, code }: Given, attempt: Attempt): Promise<SignedIn> => {
		const { caller } = attempt;
		const { address } = caller;
		const gate = await throttle.admit({ address });
		const { account, factors } = await steps.lookUp(identifier);
		const judged = await steps.check(codes, { factors: account ? factors : [], answer: code });
		const known = judged.passed
			? await checkPassword(factors, { password, address })
			: { proven: [], isRight: false, ...(await idle(password)) };
		const kept = known.isRight ? await deps.keep(judged, caller) : judged;
		if (!account || !kept.passed || !known.isRight) {
			await deps.record(deps.audit, caller, { code: 'recovery.failed', account: account?.id });
			throw refuse.notAccepted();
		}
		await (known.succeed?.() ?? throttle.signedIn({ account: account.id }));
		await gate.release();
		const proofs = [...known.proven, kept].map(steps.proofOf);
		const [newPassword] = known.proven.map(() => steps.newPasswordOf(account, password));
		const context = { proofs, lifetime: 'brief', isRecovery: true, newPassword } as const;
		return steps.signIn(account, context, attempt);
	};
}
