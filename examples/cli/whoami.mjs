/**
 * A command-line tool that signs in on another screen, by the device flow (RFC 8628): it never sees a password, and
 * its refresh token is in a file that nobody else can read.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { homedir } from 'node:os';

import * as openid from 'openid-client';

const {
	LATCHKEY_URL: issuer = 'http://localhost:3000',
	CLIENT_ID: clientId = 'whoami',
	XDG_CONFIG_HOME: configHome = join(homedir(), '.config')
} = process.env;

const FILE = join(configHome, 'latchkey-whoami', 'refresh-token');

const keep = async (token) => {
	await mkdir(dirname(FILE), { recursive: true, mode: 0o700 });
	await writeFile(FILE, token, { mode: 0o600 });
};
const kept = () => readFile(FILE, 'utf8').catch(() => undefined);
const forget = () => rm(FILE, { force: true });

function connect() {
	const isLocal = issuer.startsWith('http://');
	return openid.discovery(new URL(issuer), clientId, undefined, openid.None(), {
		execute: isLocal ? [openid.allowInsecureRequests] : []
	});
}

/** Asks, says where to answer, and waits until that is done. */
async function signIn(server) {
	const asked = await openid.initiateDeviceAuthorization(server, {
		scope: 'openid profile groups'
	});
	console.error(`Open ${asked.verification_uri}\nand type ${asked.user_code}`);
	console.error(`or open ${asked.verification_uri_complete} and compare the code.`);
	return openid.pollDeviceAuthorizationGrant(server, asked);
}

/** The refresh token of last time is used once, and the next one kept before anything else is done. */
async function resume(server) {
	const token = await kept();
	if (token === undefined) return undefined;
	return openid.refreshTokenGrant(server, token).catch((error) => {
		if (error.error !== 'invalid_grant') throw error;
		return undefined;
	});
}

async function tell(server) {
	const tokens = (await resume(server)) ?? (await signIn(server));
	if (tokens.refresh_token) await keep(tokens.refresh_token);
	const person = await openid.fetchUserInfo(server, tokens.access_token, openid.skipSubjectCheck);
	const { name, preferred_username: username, groups = [] } = person;
	console.log(name ?? username);
	console.log(groups.length > 0 ? `in ${groups.join(', ')}` : 'in no group');
}

async function signOut(server) {
	const token = await kept();
	if (token !== undefined) await openid.tokenRevocation(server, token);
	await forget();
	console.log('Signed out.');
}

const COMMANDS = { whoami: tell, 'sign-out': signOut };

const command = COMMANDS[process.argv[2] ?? 'whoami'];
if (!command) {
	console.error(`Commands: ${Object.keys(COMMANDS).join(', ')}`);
	process.exit(2);
}
try {
	await command(await connect());
} catch (error) {
	console.error(error.error_description ?? error.error ?? error.message);
	process.exit(1);
}
