import type { IconName } from '../ui/icon-paths.ts';

type Mark = readonly [icon: IconName, tone: 'neutral' | 'warning' | 'danger'];

/** By code, else by the part before its dot. */
const MARKS: Readonly<Record<string, Mark>> = {
	'sign_in.failed': ['shield-alert', 'warning'],
	'sign_in.challenge_failed': ['shield-alert', 'warning'],
	'sign_in.after_failures': ['shield-alert', 'danger'],
	'sign_in.half_done': ['shield-alert', 'danger'],
	'step_up.failed': ['shield-alert', 'warning'],
	'recovery.failed': ['shield-alert', 'warning'],
	'access.refused': ['shield-alert', 'warning'],
	'approval.disowned': ['shield-alert', 'danger'],
	'remembered_browser.copied': ['shield-alert', 'danger'],
	remembered_browser: ['monitor', 'neutral'],
	remembered_browsers: ['monitor', 'neutral'],
	'tokens.reused': ['shield-alert', 'danger'],
	tokens: ['smartphone', 'neutral'],
	authorization: ['key', 'neutral'],
	asking: ['smartphone', 'neutral'],
	approval: ['smartphone', 'warning'],
	'transaction.approved': ['smartphone', 'neutral'],
	'transaction.disowned': ['shield-alert', 'danger'],
	transaction: ['smartphone', 'warning'],
	'throttle.refused': ['shield-alert', 'warning'],
	'password.change_failed': ['shield-alert', 'warning'],
	'enrolment.failed': ['shield-alert', 'warning'],
	'email.proof_failed': ['shield-alert', 'warning'],
	'factor.counter_went_back': ['alert-triangle', 'danger'],
	'factor.removed': ['trash', 'neutral'],
	'factor.renamed': ['pencil', 'neutral'],
	'session.signed_out': ['log-out', 'neutral'],
	account: ['user', 'neutral'],
	sign_in: ['check', 'neutral'],
	site: ['globe', 'neutral'],
	step_up: ['shield-check', 'neutral'],
	session: ['monitor', 'neutral'],
	sessions: ['monitor', 'neutral'],
	factor: ['key', 'neutral'],
	password: ['lock', 'neutral'],
	profile: ['user', 'neutral'],
	recovery: ['life-buoy', 'warning'],
	recovery_code: ['life-buoy', 'warning'],
	recovery_codes: ['ticket', 'neutral'],
	invitation: ['mail', 'neutral']
};

export function markOf(code: string): Mark {
	return MARKS[code] ?? MARKS[code.split('.')[0] ?? ''] ?? ['info', 'neutral'];
}
