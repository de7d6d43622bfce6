import type { Problem } from '#client';

export type FieldName = 'username' | 'email' | 'displayName' | 'password';

const FIELD_OF: Readonly<Record<string, FieldName>> = {
	'accounts.username_taken': 'username',
	'accounts.username_not_allowed': 'username',
	'accounts.email_not_allowed': 'email',
	'passwords.not_allowed': 'password'
};

/** The field that a refusal is about, if it is about one. */
export function fieldOf(problem: Problem | undefined): FieldName | undefined {
	return FIELD_OF[problem?.code ?? ''];
}

/** Whether all that is missing is the password: the form was sent before scripts could take it over. */
export function isPasswordMissing({ code, ...members }: Problem): boolean {
	return code === 'request.malformed' && String(members['fields']) === 'password';
}
