/** People of every kind that an account can be of, and nobody: none may be told from another. */
import { newPerson } from '../../support/person.ts';
import { done } from './browser.ts';
import { disableAccount } from './disable.ts';
import { CODE, inMail } from './mails.ts';
import {
	addPasskey,
	appMember,
	authenticatorOf,
	passkeyMember,
	type Authenticator
} from './people.ts';
import { BOTH, openWorld, type World } from './world.ts';

export interface Somebody {
	readonly username: string;
	readonly email: string;
	readonly password: string;
	readonly key?: Authenticator;
}

/** All names of one length, so that what is typed makes no difference. */
let count = 1000;
export const named = () => {
	count += 1;
	const username = `someone${count}of${process.pid}`;
	return { ...newPerson(), username, email: `${username}@example.org` };
};

async function peopleOf(world: World): Promise<Readonly<Record<string, Somebody>>> {
	const signsUp = async () => {
		const [browser, person] = [world.browser(), named()];
		await done(browser.api('POST', '/accounts', person));
		return { ...browser, ...person };
	};
	const [plain, proven, disabled] = [await signsUp(), await signsUp(), await signsUp()];
	const withApp = await appMember(world, await signsUp());
	const withBoth = await appMember(world, await signsUp());
	await addPasskey(withBoth, authenticatorOf(world));
	const { id } = await done(proven.api('POST', '/email', {}));
	const answer = await inMail(world.server, { to: proven.email, says: CODE });
	await done(proven.api('POST', `/email/${id}/answer`, { answer }));
	const key = authenticatorOf(world);
	await addPasskey(disabled, key);
	await disableAccount(world, disabled);
	return {
		'nobody at all': named(),
		'somebody with a password': plain,
		'somebody with a proven address': proven,
		'somebody with an app': withApp,
		'somebody with an app and a passkey': withBoth,
		'somebody with a passkey alone': await passkeyMember(world, named()),
		'somebody who is disabled': { ...disabled, key }
	};
}

export interface Peopled {
	readonly stores: string;
	readonly world: World;
	readonly people: Readonly<Record<string, Somebody>>;
}

export async function openPeopled(): Promise<Peopled[]> {
	const worlds: Peopled[] = [];
	for (const stores of BOTH) {
		const world = await openWorld({ stores });
		worlds.push({ stores, world, people: await peopleOf(world) });
	}
	return worlds;
}

/** What stands in an answer because somebody typed it. */
export const ownOf = ({ username, email }: Somebody) => [
	email,
	username,
	email.replace('@', '%40')
];
