import type { NewClient } from '#lib/server/clients/index.ts';
import { defineCommand, FINE, json } from '../command.ts';
import { clientWords, SOON } from '../named-client.ts';
import { readPublicKeys } from '../public-keys.ts';

const address = (help: string) => ({ type: 'string', multiple: true, value: 'URL', help }) as const;

export const clientsAdd = defineCommand({
	name: 'clients add',
	summary: 'Register an application that people sign in to',
	about:
		'What each setting means is in docs/openid-connect.md and docs/tokens.md. Where it has a secret,\n' +
		'that is shown this once: only its hash is kept. Options that name an address may be given more than once.',
	args: ['ID'],
	options: {
		name: { type: 'string', value: 'NAME', help: 'what people are shown; the id if not given' },
		audience: { type: 'string', value: 'AUDIENCE', help: 'what its API looks for in a token' },
		origin: address('where its pages are served from'),
		'redirect-uri': address('where it is told of a sign-in'),
		'post-logout-redirect-uri': address('where people are sent after they have signed out'),
		'backchannel-logout-uri': {
			type: 'string',
			value: 'URL',
			help: 'where it is told that a session has ended'
		},
		'backchannel-notification-uri': {
			type: 'string',
			value: 'URL',
			help: 'where it is told that a phone has answered'
		},
		authentication: {
			type: 'string',
			value: 'HOW',
			help: 'none, client_secret_basic, client_secret_post or private_key_jwt'
		},
		keys: { type: 'string', value: 'FILE', help: 'its public keys (JWK), for private_key_jwt' },
		grant: {
			type: 'string',
			multiple: true,
			value: 'GRANT',
			help: 'how it may come by tokens, such as own_screens'
		},
		scope: {
			type: 'string',
			multiple: true,
			value: 'SCOPE',
			help: 'what it may ask for; if not given, all of people, and nothing by client_credentials'
		},
		consent: { type: 'string', value: 'HOW', help: 'asked or implied' },
		'offline-access': { type: 'boolean', help: 'people may let it act while they are signed out' },
		'must-prove-key': { type: 'boolean', help: 'its tokens are bound to a key (DPoP)' },
		json
	},
	async run(shell, { options: given, args: [id = ''] }) {
		const { clientRegister } = await shell.app();
		const settings = {
			id,
			name: given.name ?? id,
			audience: given.audience,
			origins: given.origin,
			redirectUris: given['redirect-uri'],
			postLogoutRedirectUris: given['post-logout-redirect-uri'],
			backchannelLogoutUri: given['backchannel-logout-uri'],
			backchannelNotificationUri: given['backchannel-notification-uri'],
			authentication: given.authentication,
			keys: given.keys === undefined ? undefined : await readPublicKeys(given.keys),
			grants: given.grant,
			scopes: given.scope,
			consent: given.consent,
			offlineAccess: given['offline-access'],
			mustProveKey: given['must-prove-key']
		};
		const named = Object.entries(settings).filter(([, value]) => value !== undefined);
		// Whether each is one that there is, the register says.
		const { secret } = await clientRegister
			.add({ caller: shell.caller }, Object.fromEntries(named) as unknown as NewClient)
			.catch(clientWords);
		if (given.json) shell.out(JSON.stringify({ id, secret }));
		else if (secret !== undefined) shell.out(`secret          ${secret}`);
		if (secret !== undefined) shell.note('Shown this once.');
		shell.note(SOON);
		return FINE;
	}
});
