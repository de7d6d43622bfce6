/** Somebody who signs up: names that no other test has used, and the codes of their app. */
import { generate } from 'otplib';

export const PASSWORD = 'seven quiet herons wade at dusk';

let count = 0;

export function newPerson() {
	count += 1;
	const username = `p${process.pid}x${count}y${Date.now().toString(36)}`;
	return { username, email: `${username}@example.org`, password: PASSWORD };
}

export type Person = ReturnType<typeof newPerson>;

/** The code that an authenticator app would show at `at`. */
export function codeAt(secret: string, at: Date): Promise<string> {
	return generate({
		secret: secret.replaceAll(' ', ''),
		epoch: Math.floor(at.getTime() / 1000)
	});
}
