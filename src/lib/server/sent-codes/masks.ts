/** An address of which only its owner knows the rest. */
export function maskedAddress(email: string): string {
	const at = email.lastIndexOf('@');
	return `${email.slice(0, 1)}•••${email.slice(at)}`;
}
